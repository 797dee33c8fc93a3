# Calls: who calls, whom to call back, what to say; meetings.
# used: calls-in-* calls-out-* calls-origin-* calls-outcome-* problem-* fault-*
calls-rail = Calls
calls-overline = Phone
calls-title = Calls
calls-prepared = Who waits for us now
calls-choose = Find the right service
calls-tasks = To call
calls-tasks-none = There is nobody to call.
calls-why-missed = { $n ->
    [one] A call was missed
   *[other] { $n } calls were missed
 }
calls-why-message = Asks to be called, not written to
calls-words = What to say
calls-call = Call
calls-outcome-reached = We spoke
calls-outcome-left_word = Left a message
calls-outcome-again = No answer
calls-again = Try again in
calls-tries = { $n ->
    [one] Tried once
   *[other] Tried { $n } times
 }
calls-clock-left = { $left } of desk time left, until { $due }
calls-clock-late = { $late } of desk time late, promised by { $due }
calls-clock-again = To be tried again { $at }
calls-meetings = Meetings
calls-meetings-none = No meetings in the next two weeks.
calls-meeting-at = Day and time
calls-meeting-off = Call off
calls-meeting-asker = About a request
calls-latest = Latest calls
calls-latest-none = No calls yet.
calls-older = Earlier ones
calls-column-when = When
calls-column-who = Who
calls-column-what = What came of it
calls-column-manager = Meets them
calls-nobody = Number withheld
calls-by-request = By a request: { $name }
calls-in-ringing = Calling
calls-in-talking = Talking now
calls-in-talked = We spoke
calls-in-missed = Missed
calls-out-ringing = We are calling
calls-out-talking = Talking now
calls-out-talked = We called
calls-out-missed = No answer
calls-origin-petersburg = landline, Petersburg
calls-origin-region = landline, Leningrad region
calls-origin-moscow = landline, Moscow
calls-origin-mobile = mobile, Russia
calls-origin-company = a free number, some company
calls-origin-russia = landline, Russia, code { $code }
calls-origin-abroad = from abroad { $code }
calls-numbers = Extensions
calls-numbers-lead = They show who took the call.
calls-number-keep = Save
problem-call-task-ended = This call is closed already
fault-not-an-extension = Up to eight digits
fault-extension-taken = Somebody else has this number
fault-no-day-and-time = This does not read as a day and a time
fault-not-ahead = A meeting is ahead, within half a year
