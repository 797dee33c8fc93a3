# Choosing a time.
# used: problem-* fault-*
scheduling-web-title = When would suit you
scheduling-web-steps = Steps of the order
scheduling-web-step-price = Price
scheduling-web-step-time = Time
scheduling-web-step-address = Address
scheduling-web-step-agree = Confirmation
scheduling-web-lead = { $n ->
    [one] Only times when vetted people are free and can reach you. What you choose is held for you for { $n } minute.
   *[other] Only times when vetted people are free and can reach you. What you choose is held for you for { $n } minutes.
 }
scheduling-web-urgent = at short notice, +{ $more }
scheduling-web-not-urgent = not at short notice, −{ $less }
scheduling-web-days = Days
scheduling-web-no-time = no time
scheduling-web-today = Today
scheduling-web-tomorrow = Tomorrow
scheduling-web-day-none = Nothing is free on this day. Nearest to it:
scheduling-web-nothing = The next two weeks are full. Please call us: we will find a time together, or tell you when one opens.
scheduling-web-gone = { $when } was taken a moment ago. Choose another time: your price and all you wrote are kept.
scheduling-web-choose = No time was chosen. Press the one that suits you.
scheduling-web-nearest = Nearest free times
scheduling-web-change = Change the order

problem-quote-over = This price is no longer valid
    .detail = Prices may have changed since. Ask for the price again: it takes a minute, and the new price is final too.
problem-slot-gone = { $start } was taken a moment ago
    .detail = Choose another time: your price is kept.
problem-hold-unknown = We hold no such time
    .detail = Get a price and choose a time again: it takes a minute.
problem-hold-expired = The time was held for you until { $at } and is free again
    .detail = Choose it once more, or take another.
problem-hold-released = You have changed this time for another
    .detail = Please choose a time again.
problem-hold-taken = This time is already agreed on
problem-crew-not-cleared = Somebody who was to come no longer can
    .detail = Choose a time again: other vetted people will come.
problem-shift-overlaps = This person is on another shift then
fault-not-a-shift = a shift lasts a day at most and ends after it begins
scheduling-web-fold = { $n ->
    [one] { $n } free time
   *[other] { $n } free times
 }

# Nothing suits: a phone is left.
# used: scheduling-web-leave-* scheduling-web-way-* scheduling-web-mark-*
scheduling-web-none-suits = Nothing suits you?
scheduling-web-call-title = We will find a time together
scheduling-web-call-no-time = Leave a phone number: we call back and find a time that suits you. The quote stays yours.
scheduling-web-call-outside = We do not come here every day yet. Leave a phone number: we call back and say when we can.
scheduling-web-call-press = Leave a phone number
scheduling-web-call-times = Back to the times
scheduling-web-call-kept = The number is for this call alone and is erased a month after it.
scheduling-web-call-left = Noted. We call in working hours and find a time.
scheduling-web-call-home = To the first page

# Why a time is not offered.
scheduling-web-why-title = Why not offered
scheduling-web-why-overline = Who could come
scheduling-web-why-earlier = A day earlier
scheduling-web-why-later = A day later
scheduling-web-why-back = To the choice of time
scheduling-web-why-lacking = Some are free, but nobody has the certificate that it takes
scheduling-web-why-few = { $free } free, { $needed } needed
scheduling-web-why-can = can come

# Shifts and leave.
scheduling-web-rail = Shifts
scheduling-web-shifts-title = Shifts
scheduling-web-shifts-overline = Shifts and leave
scheduling-web-shifts-earlier = Earlier
scheduling-web-shifts-now = Now
scheduling-web-shifts-later = Later
scheduling-web-shifts-empty = Shifts will stand here. Hire people first.
scheduling-web-shifts-people = To the people
scheduling-web-shifts-caption = Shifts by people and days
scheduling-web-shifts-who = Who
scheduling-web-shifts-gone = Name erased
scheduling-web-shifts-none = no shift
scheduling-web-shifts-visits = visits
scheduling-web-shifts-note = The number beside a shift: how many visits that day has. Arrows move among the cells, Enter opens one.
scheduling-web-shifts-holds = { $n ->
    [one] { $n } time is held for a client
   *[other] { $n } times are held for clients
 }
scheduling-web-shift-none = No shift
scheduling-web-shift-is = Shift { $span }
scheduling-web-shift-from = From
scheduling-web-shift-to = To
scheduling-web-shift-through = And every day through
scheduling-web-shift-if = for several days
scheduling-web-shift-weekends = weekends too
scheduling-web-shift-set = Set the shift
scheduling-web-shift-clear = Clear
scheduling-web-day-visits = On this day
scheduling-web-leave-title = Leave
scheduling-web-leave-why = Reason
scheduling-web-leave-ill = ill
scheduling-web-leave-holiday = on holiday
scheduling-web-leave-other = away
scheduling-web-leave-first = First day
scheduling-web-leave-last = Last day
scheduling-web-leave-ask = What it changes
scheduling-web-leave-no = Do not mark
scheduling-web-leave-end = Back at work
scheduling-web-mark-ill = Mark as ill
scheduling-web-mark-holiday = Mark the holiday
scheduling-web-mark-other = Mark as away
scheduling-web-away = { $leave }: { $first } – { $last }
scheduling-web-preview = { $name } would lose { $visits }
scheduling-web-visits = { $n ->
    [one] { $n } visit
   *[other] { $n } visits
 }
scheduling-web-under-way = { $n ->
    [one] { $n } visit is under way and stays with them
   *[other] { $n } visits are under way and stay with them
 }
scheduling-web-nobody-yet = nobody yet
scheduling-web-client-gone = client erased
scheduling-web-marked = { $n ->
    [0] Marked.
    [one] Marked. A replacement was found for { $n } visit.
   *[other] Marked. Replacements were found for { $n } visits.
 }
scheduling-web-marked-open = { $n ->
    [one] { $n } visit is left without people: it stands first on the desk.
   *[other] { $n } visits are left without people: they stand first on the desk.
 }
scheduling-web-way = How they get around
scheduling-web-way-transit = on foot and by metro
scheduling-web-way-car = by car
scheduling-web-way-set = Note it
problem-visits-in-shift = { $n ->
    [one] There is { $n } visit in this shift
   *[other] There are { $n } visits in this shift
 }
    .detail = Move them or give them to others first.
problem-leave-overlaps = Leave is marked for these days already
problem-leave-unknown = There is no such leave
problem-cannot-come = This person cannot come
    .detail = Their day changed while you were choosing. Choose another.
fault-leave-backwards = the last day is before the first
fault-leave-over = these days are over
fault-leave-too-long = a leave lasts a year at most
fault-not-a-moment = not a moment, write 2026-03-03T09:00:00Z
