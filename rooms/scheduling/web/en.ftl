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
