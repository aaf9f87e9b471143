import { configure } from '@testing-library/react'

/** Nothing is given up because the machine is busy. */
configure({ asyncUtilTimeout: 30_000 })
