import { ListTree } from 'lucide-react'
import { memo } from 'react'
import { setGrouped, useGrouping } from '../../../state/grouping.ts'
import { Chip } from '../../../ui/badges.tsx'
import { Tooltip } from '../../../ui/tooltip.tsx'

/** Switches between one row for each delivery and one for each event. */
export const GroupSwitch = memo(function GroupSwitch() {
  const grouped = useGrouping((state) => state.grouped)
  return (
    <Tooltip text={grouped ? 'One row for each delivery' : 'One row for each event, its attempts below it'} keys="v">
      <Chip aria-label="Events" pressed={grouped} onClick={() => setGrouped(!grouped)}>
        <ListTree className="size-3.5" aria-hidden="true" />
        {/* In a narrow list the new deliveries need the room. */}
        <span className="@max-[560px]/stream:hidden">Events</span>
      </Chip>
    </Tooltip>
  )
})
