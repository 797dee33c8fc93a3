# Visits in a rhythm, calendars to subscribe to.
# used: series-web-on-* series-web-day-* series-web-every-* series-web-holidays-* series-web-state-* series-web-effect-* series-web-offer-* problem-* fault-*

series-web-rail = Schedules
series-web-title = Regular visits
series-web-home = Your home
series-web-client-gone = Client removed
series-web-over = the schedule has ended
series-web-rhythm = { $rhythm }, at { $time }
series-web-on = on { $days }
series-web-on-mo = Mondays
series-web-on-tu = Tuesdays
series-web-on-we = Wednesdays
series-web-on-th = Thursdays
series-web-on-fr = Fridays
series-web-on-sa = Saturdays
series-web-on-su = Sundays
series-web-day-mo = Mon
series-web-day-tu = Tue
series-web-day-we = Wed
series-web-day-th = Thu
series-web-day-fr = Fri
series-web-day-sa = Sat
series-web-day-su = Sun
series-web-every-weeks = { $n ->
    [1] every week
    [2] every second week
   *[other] every { $n } weeks
 }
series-web-every-months = { $n ->
    [1] once a month
    [2] every second month
   *[other] every { $n } months
 }
series-web-month-day = on day { $n }
series-web-month-last = on the last day
series-web-month-nth = on { $day }, number { $n } of the month
series-web-month-last-of = on { $day }, the last of the month
series-web-every-w1 = Every week
series-web-every-w2 = Every second week
series-web-every-w3 = Every three weeks
series-web-every-w4 = Every four weeks
series-web-every-md = Once a month, on the date of this visit
series-web-every-mw = Once a month, on the weekday of this visit
series-web-holidays-move = Move to the nearest suitable day
series-web-holidays-skip = Leave out
series-web-holidays-ask = Ask me each time

series-web-begin-title = Come regularly
series-web-begin-back = Back to the visit
series-web-begin-lead = The same cleaning, the same home, the same people where possible. Choose how often.
series-web-begin-dates = First visits: { $dates }
series-web-begin-button = Begin, { $total } a visit
series-web-begin-note = Any visit can be moved or cancelled, and the whole schedule changed or stopped. A new price is first offered to you: without your consent it does not count.
series-web-begin-other = The price of a visit has changed. The new one is below.

series-web-price = { $total } a visit.
series-web-coming = Coming visits
series-web-none = No visits ahead.
series-web-visit = Visit
series-web-change = Change
series-web-state-planned = planned
series-web-state-moved = moved by itself
series-web-state-for-holiday = moved from a holiday
series-web-state-waiting = the time is yours; we will name the crew nearer the day
series-web-state-clash = we are looking for someone who can come
series-web-state-under-way = under way or over
series-web-state-cancelled = cancelled
series-web-state-holiday = a holiday, we do not come
series-web-state-no-day = a holiday, and no free day near it
series-web-state-asked = a holiday: please say whether to come

series-web-offer-title = A new price
series-web-offer = From { $from } a visit would cost { $new } instead of { $old }. Until you agree, the present price stands.
series-web-offer-until = Please answer by { $until }.
series-web-offer-yes = Agree
series-web-offer-no = Decline
series-web-offer-accepted = { $new } from { $from }: agreed.
series-web-offer-refused = { $new } from { $from }: declined.
series-web-offer-unanswered = { $new } from { $from }: not answered in time.
series-web-offer-withdrawn = { $new } from { $from }: taken back, because the plan became another one.
series-web-ends-offer = The price that is offered falls away with this change: it was about the present one.

series-web-edits = Change the schedule
series-web-pause = Pause
series-web-pause-from = First day without a visit
series-web-pause-until = Last day without a visit
series-web-holidays = Holidays and moved working days
series-web-stop = Stop
series-web-stop-from = No visits from this day on
series-web-show = Show what will change
series-web-calendar-link = Visits in your calendar

series-web-change-title = Change a visit
series-web-scope = What to change
series-web-scope-only = Only this visit
series-web-scope-following = This and all that follow
series-web-scope-all = All that are still to come
series-web-at = Begins at
series-web-for-only = For one visit
series-web-date = Day
series-web-for-following = For several
series-web-every = How often
series-web-weekdays = Weekdays
series-web-cancel-one = Cancel this visit
series-web-keep-one = Come on the holiday too
series-web-back-one = Back to the schedule
series-web-change-note = First we show every visit with its price. Nothing changes until you save.

series-web-preview-title = What will change
series-web-nothing = No visit will change.
series-web-kept = { $n ->
    [one] { $n } more visit stays as it is.
   *[other] { $n } more visits stay as they are.
 }
series-web-clashes-count = { $n ->
    [one] For { $n } visit nobody is free yet. We will find someone and tell you.
   *[other] For { $n } visits nobody is free yet. We will find someone and tell you.
 }
series-web-free = The change itself is free.
series-web-fee = For the change: { $fee }, by the terms of your quote.
series-web-save = Save
series-web-leave = Leave as it was
series-web-otherwise = Something changed while you were looking. This is how it looks now.
series-web-effect-moved = moved
series-web-effect-repriced = another price
series-web-effect-cancelled = cancelled
series-web-effect-added = new visit
series-web-effect-crew = other people
series-web-by-house = On the house's account: the client pays nothing for moving or cancelling
series-web-crew = Who comes when they are free
series-web-effect-clash = Nobody is free yet: we are looking.
series-web-effect-holiday = Because of a holiday.
series-web-effect-fee = Fee { $fee }.

series-web-list-overline = Regular clients
series-web-list-none = No schedules yet. A client begins one from the page of a visit, and so does a manager.
series-web-column-client = Client
series-web-column-rhythm = How often
series-web-column-since = Since
series-web-more = More
series-web-clashes-wait = { $n ->
    [one] { $n } visit waits for you: nobody is free
   *[other] { $n } visits wait for you: nobody is free
 }
series-web-clashes-title = Nobody is free
series-web-clashes-none = Somebody can go to every visit.
series-web-clashes-lead = Choose another time of that day, free someone and try again, or cancel the visit on the house's account.
series-web-clash-no-times = On that day nobody is free at any time.
series-web-clash-again = Try again
series-web-clash-cancel = Cancel on the house's account
series-web-clash-still = These are the visits that nobody is free for still.
series-web-price-title = A new price
series-web-price-from = From which day
series-web-price-button = Offer the price of today's price book

series-web-calendar = Calendar
series-web-calendar-client = Visits
series-web-calendar-person = My visits
series-web-calendar-lead = Add the address to your calendar and the visits appear there, with changes and cancellations.
series-web-calendar-address = Address to subscribe to
series-web-calendar-make = Get an address
series-web-calendar-anew = A new address instead
series-web-calendar-end = End access
series-web-calendar-note = Whoever has the address sees when visits are. There are no names, streets or flats in the calendar.
series-web-work = My day

problem-series-unknown = There is no such schedule
problem-series-past = What is over cannot be changed
problem-series-day-unknown = There is no visit of the schedule on that day
problem-series-otherwise = Something changed while you were looking. Please open the schedule again
problem-series-house-calls-off = We call a visit off: first find what the client has instead, on the page of that visit
problem-price-offer-unknown = There is no such offer
problem-price-offer-over = This offer has been answered, or its time is over
problem-price-offer-same = By today's price book the price is the same
problem-price-offer-open = Another offer waits for its answer
problem-calendar-unknown = There is no such calendar, or access to it has ended
fault-series-far = no further than a year ahead
fault-series-soon = not before { $from }
