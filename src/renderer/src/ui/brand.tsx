/** The app's sign: a handset on its hook. */
export function BrandSign() {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      width="18"
      height="18"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="flex-none text-accent"
    >
      <path d="M3.2 9.7c0-3 3.9-5.2 8.8-5.2s8.8 2.2 8.8 5.2v1.1h-4.9V8.9c-2.5-.8-5.3-.8-7.8 0v1.9H3.2z" />
      <path d="M8 14.3v1.2a4 4 0 0 0 8 0v-1.2M12 19.5V21" />
    </svg>
  )
}
