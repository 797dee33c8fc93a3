# Proposals ahead of time.
# used: care-month-* care-month-long-* care-when-* care-lead-* problem-* fault-*
care-rail = Ahead
care-overline = Thought of before they ask
care-title = Ahead
care-prepared = To look over and send
care-prepared-none = All is sent for now. New ones come in the morning, some days before the day.
care-lacks = We do not know this about the home. Ask, and write it down: the client gets no words in general.
care-lacks-keep = Remember
care-send = Send to the client
care-lay-aside = Not this time
care-troubled = A remark of the client is open. We close it first, and propose then.
care-sent = With the client
care-unwritten = No consent to letters: the client sees this on their own page alone. Call them.
care-told-yes = They said yes by phone
care-going = Getting ready
care-going-day = Yes, we get it ready: { $day }
care-going-who = { $manager } has it
care-never-asked = asked not to be reminded
care-coming = Coming
care-coming-none = No days in the next three months. They come from what we remember and from last year.
care-more = Further
care-when-child_birthday = A child’s birthday
care-when-birthday = Birthday
care-when-anniversary = Anniversary
care-when-return = They come back
care-when-visit = A year ago
care-when-request = Asked for a year ago
care-when-habit = As usual
care-spared-title = Spared for clients
care-spared-none = Nothing to count yet: only what was accepted and done counts.
care-spared = In a year { $calls ->
    [one] { $calls } call
   *[other] { $calls } calls
} and { $time } of errands.
care-spared-rule = Only what was accepted and done counts, by a modest norm for each kind.
care-month-words = { $month }: { $calls ->
    [one] { $calls } call
   *[other] { $calls } calls
}, { $time } of errands
care-month-long-1 = January
care-month-long-2 = February
care-month-long-3 = March
care-month-long-4 = April
care-month-long-5 = May
care-month-long-6 = June
care-month-long-7 = July
care-month-long-8 = August
care-month-long-9 = September
care-month-long-10 = October
care-month-long-11 = November
care-month-long-12 = December

care-by-day = By { $day }
care-lead-open = We have prepared this ahead. Until you answer, nothing is ordered.
care-lead-yes = Done. A manager has it now and will write when all is arranged.
care-lead-priced = Done. The price is filled in; choose a time.
care-lead-not-now = Very well, not this time.
care-lead-never = Very well, we will not propose it again. This is kept.
care-lead-lapsed = The proposal holds no longer. If you need it, call us.
care-yes = Yes, do it
care-yes-priced = Yes, show the price
care-see-price = Open the price
care-not-now = Not this time
care-never = Do not remind me of this again
care-never-kind = Propose nothing of the kind
care-else = Would you like it otherwise? Call:

problem-proposal-over = This proposal was answered, or its day has come
    .detail = If you need it, call us: we will arrange it without it.
problem-proposal-not-whole = Words are missing: write down first what we do not know
    .detail = The proposal waits on the page “Ahead”; nothing went to the client.
problem-proposal-troubled = A remark of the client is open: we close it first
    .detail = The proposal waits on the page “Ahead” and can be sent afterwards.
care-undo = Think of it again
care-lead-undone = Very well, we shall think of it again.

care-travel = What if: children on the way
care-travel-rain = Season of rain
care-travel-kit = What we clean with
care-travel-lead = How many seats and how much water would have gone along on the journeys of the past year, by the rule in the house book and by another.
care-travel-under = A seat for everybody younger than so many years
care-travel-button = Work it out
care-travel-sum = { $seats ->
    [one] { $seats } seat
   *[other] { $seats } seats
}, water on { $waters ->
    [one] { $waters } journey
   *[other] { $waters } journeys
}
care-travel-counts = Now: { $stands }. By the draft: { $drafted }
care-travel-seats = Seats now { $stands }, by the draft { $drafted }
care-travel-none = In a year nobody asked for a journey with children that we know of.
care-travel-book = The rule in the house book
fault-not-an-age = an age from 7 to 12 years
