# The cleaner's phone: the day and the visit.
# used: problem-* visits-notice-*
visits-day = My day
visits-day-title = { $n ->
    [0] No visits today
    [1] One visit
    [2] Two visits
    [3] Three visits
    [4] Four visits
    [5] Five visits
   *[other] { $n } visits
 }
visits-day-sum = From { $from } to { $until }
visits-day-free = If the day changes, the visit will show here.
visits-in-order = Visits in order
visits-tomorrow = Tomorrow
visits-with = with { $names }
visits-client = Client: { $name }
visits-no-address = The address is closed
visits-redo = This is a free redo. The manager will tell you what fell short.
visits-open = Open
visits-open-sheet = Open the sheet
visits-open-next = Open the next one
visits-next-at = The next one is at { $time }
visits-no-more = No more visits that day
visits-to-day = To my day
visits-back = Day
visits-sent = Sent { $time }
visits-call = Call the manager
visits-title = Visit

visits-now-planned = Planned
visits-now-way = On the way, there by { $time }
visits-now-live = Under way, { $answered } of { $all }
visits-now-done = Done
visits-now-cancelled = Cancelled
visits-now-confirmed = Confirmed
visits-now-locked-out = Nobody opened
visits-now-skipped = Skipped
visits-starts = Starts at { $time }
visits-promised = On the way, promised by { $time }
visits-since = Under way since { $time }
visits-done-at = Done at { $time }

visits-step = Next step
visits-eta = Minutes to get there
visits-set-off = I am on my way
visits-start-note = The client is being told when you arrive
visits-start = Start
visits-left = { $n ->
    [one] { $n } item is not ticked
   *[other] { $n } items are not ticked
 }
visits-to-first = To the first of them
visits-all-answered = Everything is ticked
visits-finish = Finish
visits-sheet = Sheet
visits-of = of { $n }
visits-count = { $answered } of { $all }
visits-absent = not in this home
visits-absent-of = { $item }: not in this home
visits-row-started = Started
visits-row-finished = Finished
visits-row-took = At work

visits-notice-minutes = Minutes to get there: { $fault }
visits-notice-item = There is no such item on this sheet. The other ticks are in place.

problem-visit-unknown = There is no such visit
    .detail = The link may be old. Open your day: all visits are there.
problem-visit-elsewhere = { $state ->
    [planned] The visit has not begun: set off first
    [confirmed] The visit has not begun: set off first
    [en_route] The crew is already on the way
    [in_progress] The visit is already under way
    [done] The visit is already finished
    [cancelled] The visit was cancelled
    [locked_out] The visit is closed: nobody opened
   *[skipped] The visit is skipped
 }
    .detail = Nothing is lost. Open the visit again: it shows which step comes next.
problem-too-early = It is too early: you can set off from { $from }
problem-not-cleared = Not everybody who comes is cleared for this work now, so you cannot set off. Call the manager, who will renew the clearance or find a replacement.
problem-items-left = { $n ->
    [one] { $n } item has no answer yet
   *[other] { $n } items have no answer yet
 }
    .detail = Answer each one: done, or not in this home.
problem-door-wait = Wait at the door until { $until }
    .detail = Call the client and ring the intercom. If nobody opens, press “Nobody opened”: the manager takes over.
problem-crew-short = { $n ->
    [one] { $n } person is missing
   *[other] { $n } people are missing
 }
    .detail = First put a cleared replacement on the visit.
problem-crew-full = This visit has all the people it needs
problem-not-of-the-crew = This person is not on the visit
problem-person-busy = This person is taken at that time
