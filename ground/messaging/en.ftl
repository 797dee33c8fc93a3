# The names of days, months and lengths of time. The same in messages and on pages.
# used: word-*
word-weekday = { $n ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
 }
word-weekday-short = { $n ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
 }
word-month = { $n ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
 }
word-date = { $day } { $month }
word-date-year = { $date } { $year }
word-day = { $weekday }, { $date }
word-moment = { $date }, { $time }
word-at = { $date } at { $time }
word-hours = { $h } h
word-minutes = { $m } min
word-and = { $rest } and { $last }
# What a foreign channel is given: neither name nor matter, a link or a code alone.
# used: stub-*
stub-message = Hello. There is a message for you from the house: { $link }
stub-urgent = Hello. There is an urgent message for you from the house: { $link }
stub-code = Code { $code }. Nobody but our own page will ask you for it.
# What has gathered in the quiet hours comes in one letter.
digest-title = New this morning: { $count ->
    [one] { $count } message
   *[other] { $count } messages
 }
