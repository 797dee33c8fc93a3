# The cleaner's phone: the day and the visit.
# used: field-* problem-* fault-* visits-aside-* visits-told-* visits-notice-* visits-why-* visits-pet-* visits-room-* visits-what-if-*
visits-calendar = Visits in my calendar
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
visits-client-thou = Client: { $name }, on first-name terms
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

visits-way = { $length } on the way
visits-entrance = entrance
visits-floor = floor
visits-intercom = intercom
visits-doors-later = Entrance, floor and intercom will show from { $time }
visits-memory = The house remembers
visits-allergy = Allergy: { $to }
visits-swap = { $part }: leave it. Take { $other } instead
visits-leave-out = { $part }: leave it, nothing stands in for it
visits-not-in = Stays outside: { $parts }
visits-closed-hours = { $room }: do not enter { $hours }
visits-closed-span = from { $from } to { $until }
visits-closed-unread = The household’s calendar cannot be read now: the room is closed until it can
visits-closed = { $room }: do not enter
visits-away = The owners are away until { $back }, and it is the season of rain
visits-closed-items = { $n ->
    [one] { $n } item of the sheet
   *[other] { $n } items of the sheet
 }
visits-why-portal = Written on their own page on { $date }
visits-why-call = Told by phone on { $date }
visits-why-booking = Told with the booking on { $date }
visits-why-visit = Seen at the visit on { $date }
visits-why-message = Written by themselves on { $date }, confirmed
visits-pet-cat = Cat
visits-pet-dog = Dog
visits-pet-bird = Bird
visits-pet-rodent = Rodent
visits-pet-fish = Fish
visits-pet-other = Pet
visits-years = { $n ->
    [0] under a year
    [one] { $n } year
   *[other] { $n } years
 }
visits-room-study = Study
visits-room-nursery = Nursery
visits-room-dressing = Dressing room
visits-kept = Kept
visits-kept-of = { $what }: kept
visits-not-kept = Not kept
visits-not-kept-of = { $what }: not kept
visits-proof = What shows it
visits-proof-photo = Take a photo of it
visits-proof-words = A few words: how it was kept, or why it could not be
visits-proof-withdraw = Take the words back
visits-bag = The bag for this visit
visits-instead-of = in place of “{ $part }”
visits-left-out = { $part }: done without
visits-unsaid = { $n ->
    [one] Say whether { $n } wish was kept
   *[other] Say whether { $n } wishes were kept
 }
visits-to-memory = To the wishes of the house
visits-finish-anyway = Finish as it is
visits-trouble = If something goes wrong
visits-late-legend = I will be there in so many minutes
visits-late = Tell the new time
visits-locked-out = Nobody opened
visits-locked-note = Wait at the door until { $time }. Call the client and ring the intercom.
visits-photos = Photos
visits-pairs = { $n ->
    [0] Take “before” first, then “after” by its outline.
    [one] { $n } pair is ready
   *[other] { $n } pairs are ready
 }
visits-photo-before = Take “before”
visits-photo-after = Take “after”
visits-photo-again = Take “after” again
visits-photo-send = Send the photo
visits-photo-item = Take a single item
visits-photo-which = Which item
visits-photo-of-old = An item of an earlier sheet
visits-shutter = Take: { $what }
visits-by-outline = Take by the outline
visits-sending = Sending
visits-notes = Notes
visits-note = What the manager should know
visits-note-send = Write down
visits-note-by = { $name }, { $time }
visits-how = How we do it
visits-damage-send = Report damage
visits-damage-mark = Damage

visits-all-sent = All sent. The day is done, thank you.
visits-saved = on the phone
visits-sent-mark = sent
visits-offline = No connection
visits-unsent = { $n ->
    [one] { $n } entry on the phone
   *[other] { $n } entries on the phone
 }
visits-sign-out-unsent = First we send what is on the phone: that takes a connection. Then you can sign out.
visits-sign-out-offline = To sign out, the phone needs a connection.
visits-signed-out = Sign in again and everything on the phone will be sent. Nothing is lost.
visits-photo-here = Photo on the phone
visits-note-mine = You, { $time }
visits-shut = Nobody enters this room now. It can be marked “not in this home”.
visits-gone = The visit { $span } went to somebody else. Your entries are kept at the office.
visits-aside = { $why } The entry is kept, and the office will look at it.
visits-aside-unreadable = The entry cannot be read.
visits-aside-no-such-visit = There is no such visit.
visits-aside-reassigned = The visit went to somebody else.
visits-aside-over = The visit is closed already.
visits-aside-after-done = The visit was finished before.
visits-aside-not-cleared = There was no clearance for this work then.
visits-aside-too-early = Nobody sets off so early.
visits-aside-door-wait = They waited at the door for less than they should.
visits-aside-no-such-item = This item is not on the list.
visits-aside-room-shut = Nobody was to enter this room then.
visits-aside-no-such-instruction = The home asks this no longer.
visits-aside-broken = The photo cannot be opened.
visits-aside-too-many = There are enough photos of this visit.
visits-aside-waits = It waits for another entry that has not come.
visits-told-set_off = “On my way”
visits-told-late = Another arrival
visits-told-start = “Start”
visits-told-locked_out = “Nobody opened”
visits-told-done = “Finish”
visits-told-answer = Tick
visits-told-kept = Request of the home
visits-told-remark = Words about a wish
visits-told-note = Note
visits-told-damage = Damage
visits-told-photo = Photo
visits-told-unreadable = Entry
visits-phones = Phones
visits-what-if = What if
visits-what-if-lead = Which visits of the past year would have looked after drains and windows while the owners were away, were the season of rain another. Nothing changes here: the rule lives in the house book.
visits-what-if-rain-from = The season of rain from (month and day, 09-01)
visits-what-if-rain-until = until
visits-what-if-button = Count
visits-what-if-counts = Now: { $stands }, by the draft: { $drafted }
visits-what-if-none = There were no such visits in the year.
visits-what-if-back = The owners were away until { $back }
visits-what-if-same = Looked after either way.
visits-what-if-new = Looked after by the draft only.
visits-what-if-gone = Not looked after by the draft.
visits-what-if-book = The rule in the house book
visits-phones-none = Everything that the cleaners' phones sent has been counted.
visits-phones-lead = Phones sent this, and it is not part of a visit. Nothing is lost: look at it and decide what to do.
visits-phones-visit = Open the visit
visits-phones-settle = Settled
visits-phones-take-in = Count it in the visit
visits-phones-still = This could not be counted. { $why }
visits-phones-more = There are more: they come up when these are settled.

visits-notice-photo = Photo: { $fault }
visits-notice-note = Note: { $fault }
visits-notice-memory = The house asks for this no longer
visits-notice-code = There is no such item on the sheet

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
problem-room-shut = Nobody enters this room now: it opens { $until }
problem-room-unread = The household’s calendar cannot be read, so nobody enters this room for now. If it stays so, mark it “not in this home”.
problem-room-closed = Nobody enters this room. Mark it “not in this home”.
problem-photo-unknown = There is no such photo
    .detail = It may have been taken again. Open the visit once more.
problem-photo-no-before = Take “before” first: “after” is framed by it
problem-photo-too-many = There are enough photos of this visit
problem-file-empty = The file is empty
problem-file-too-large = The file is too large
problem-disk-full = The photo was not kept: the house has run out of space
    .detail = The ticks are in place. Call the manager and keep the photo on your phone.
fault-photo-too-heavy = the file is larger than { $most } MB. Take it again with the usual camera
fault-photo-too-large = the picture has too many pixels. Take it again with the usual camera
fault-photo-of-the-phone = this is HEIC, a format of the phone itself: save it as JPEG, or take the photo on this page
fault-photo-unknown = choose a JPEG, PNG or WebP picture
fault-photo-cut-off = the picture did not arrive whole. Send it again
fault-photo-broken = the picture does not open. Take it again

visits-defaults-title = What we do by ourselves
visits-defaults-lead = We shall see to this at the visit, because we remember. Not this time, or never again: choose, and say why.
visits-defaults-desk-lead = What the house does by itself on what it remembers. If the client asked otherwise, choose and write down their reason.
visits-defaults-none = Memory asks nothing of this visit.
visits-defaults-what = What not to do
visits-defaults-once = Not this time
visits-defaults-ever = Never again
visits-defaults-back = To the visit
field-reason = Why
fault-seat-by-law = up to seven years the law asks for a seat
visits-what-if-travel = Children on the way
visits-what-if-rain = Season of rain
visits-what-if-kit = What if: what we clean with
visits-what-if-kit-link = What we clean with
visits-what-if-kit-lead = Which visits of the past year another product would have touched: other contents, or another in its place. Counted by what was known of the home on the day of the visit. Nothing changes here: the kit lives in the house book.
visits-what-if-kit-part = What changes
visits-what-if-kit-choose = Show
visits-what-if-kit-carries = Which scents and allergens it carries
visits-what-if-kit-substitute = What stands in for it
visits-what-if-kit-nothing = Nothing
visits-what-if-kit-counts = Without it now: { $stands }, by the draft: { $drafted }
visits-what-if-kit-newly = { $visits ->
    [one] visit
   *[other] visits
} in { $homes ->
    [one] { $homes } home
   *[other] { $homes } homes
}: taken along, and by the draft it would not have been
visits-what-if-kit-back = { $visits ->
    [one] visit
   *[other] visits
} in { $homes ->
    [one] { $homes } home
   *[other] { $homes } homes
}: not taken along, and by the draft it would have been
visits-what-if-kit-otherwise = { $visits ->
    [one] visit
   *[other] visits
} in { $homes ->
    [one] { $homes } home
   *[other] { $homes } homes
}: something else in its place
visits-what-if-kit-bare = { $visits ->
    [one] visit
   *[other] visits
} with nothing in its place
visits-what-if-kit-none = No visit of the year would have gone otherwise.
visits-what-if-kit-changed = Visits that would have gone otherwise
visits-what-if-kit-month = { $month } { $year }: { $visits ->
    [one] { $visits } visit
   *[other] { $visits } visits
}
visits-what-if-kit-swap = “{ $part }”: now { $stands }, by the draft { $drafted }.
visits-what-if-kit-taken = taken along
visits-what-if-kit-instead = “{ $other }” instead
visits-what-if-kit-without = done without
visits-what-if-kit-more = Further
fault-substitute-missing = choose what is taken instead where somebody cannot bear this: { $what }
fault-substitute-carries = what stands in for it carries none of this itself: { $what }
fault-no-substitute-for-other = then nothing stands in for “{ $other }”: { $what }
