# After a visit: the redo and the answer to the open question.
# used: aftercare-changes-* problem-* field-* fault-* aftercare-kind-* aftercare-state-* aftercare-next-* aftercare-channel-* aftercare-choice-*
aftercare-back = Back
aftercare-late-title = The 24 hours are over, but there will be a solution
aftercare-late-closed = The guarantee ended on { $closed }
aftercare-late-manager = { $manager } will write to you today with a solution
aftercare-late-lead = The 24 hours for a free redo are over, but you will not be left without an answer. Your request has been passed on; you need not repeat it.
aftercare-answer-title = Your answer
aftercare-answer-ask = What could we do next time to exceed your expectations?
aftercare-answer-send = Send

field-words = Your answer

problem-visit-not-done = The visit is not finished yet
    .detail = You can ask for a redo as soon as the work is done, and for 24 hours after that.
problem-guarantee-closed = The 24 hours for a redo ended on { $closed }; a manager will propose a solution today
    .detail = Your request has been passed on; you need not repeat it.

aftercare-times-title = When we should come back
aftercare-times-lead = We redo it free of charge. You need not give a reason. Choose a time, or press the first one: it is the soonest.
aftercare-times-soonest = Soonest
aftercare-times-list = Times for the redo
aftercare-times-gone = Somebody has just taken this time. Your request stands, please choose another.
aftercare-times-none = Nobody is free in the next days. We accept your request, and a manager names the time today.
aftercare-times-ask = Send the request

aftercare-rail = Cases
aftercare-cases-overline = What clients told us
aftercare-cases-caption = Cases of clients, the oldest first
aftercare-cases-open = Open
aftercare-cases-closed = Closed
aftercare-cases-shelves = Which cases to show
aftercare-cases-none = No open cases. One appears when a client answers the question after a visit with a remark, or asks for a redo.
aftercare-cases-none-closed = No closed cases yet.
aftercare-cases-more = More
aftercare-column-told = Told us
aftercare-column-client = Client
aftercare-column-kind = About
aftercare-column-owner = Seen to by
aftercare-column-next = What next
aftercare-client-gone = A client, data erased
aftercare-owner-none = nobody
aftercare-kind-remark = An answer with a remark
aftercare-kind-complaint = A redo asked for
aftercare-kind-late = Asked after the 24 hours
aftercare-state-open = open
aftercare-state-taken = in hand
aftercare-state-answered = client answered
aftercare-state-closed = closed
aftercare-next-open = take it
aftercare-next-taken = answer the client
aftercare-next-answered = close it with a note
aftercare-next-closed = nothing
aftercare-channel-portal = on their page
aftercare-channel-call = by phone
aftercare-channel-message = in writing
aftercare-channel-in_person = in person
aftercare-case-words = What the client said
aftercare-case-no-words = Nothing: we ask for no reason.
aftercare-case-told = { $at }, { $channel }
aftercare-case-logged = Written down
aftercare-case-logged-by = { $at }, { $who }
aftercare-case-by-client = the client
aftercare-case-take = Take it
aftercare-case-visit = Visit
aftercare-case-open-visit = Open the visit
aftercare-case-answer = Answer the client
aftercare-case-answered = What we answered
aftercare-case-send = Send the answer
aftercare-case-close = Close
aftercare-case-close-lead = How it ended, in a line, for whoever reads it after you.
aftercare-case-close-button = Close the case
aftercare-case-note = How it ended
aftercare-case-back = All cases
aftercare-looked = Look recorded: { $at }, { $who }

aftercare-log-title = The client told us what is not right
aftercare-log-lead = What counts is when the client told us, not when it is written down. Do not ask for a reason: words are kept only if the client said them unasked.
aftercare-log-when = When they told us
aftercare-log-day = Day
aftercare-log-time = Time
aftercare-log-how = How they told us
aftercare-log-choice = When to redo it
aftercare-log-save = Accept the request
aftercare-log-late = The 24 hours ended on { $closed }. The client is being written to, and the case waits in the list: propose a solution today.
aftercare-log-gone = Somebody has just taken that time. The request stands, please choose another.
aftercare-choice-soonest = as soon as possible
aftercare-choice-later = the time is named later

field-answer = Answer to the client
    .hint = It goes out as a letter in your name. If the news is bad, write the solution too.
field-note = Note

fault-not-yet = this time has not come yet
fault-before-the-visit = the visit had not begun then

problem-case-unknown = There is no such case
    .detail = Look in the list of cases.
problem-case-over = The case is closed already
    .detail = If the client said something else, write down a new one.
aftercare-complaint-words = What the client said

aftercare-case-open-request = Open the request
aftercare-case-changed = What we changed because of these words
aftercare-work-over = All is done
aftercare-work-said = You have answered, thank you. Write again if you like: the last answer stays.

aftercare-changes-title = You said, we changed
aftercare-changes-lead = A new version of a checklist or of a technique, and the words that led to it. Everybody who said so gets one letter, and does not learn who else did.
aftercare-changes-no-version = No checklist and no technique has changed yet. Once the owner publishes a new version, it appears here.
aftercare-changes-all-told = All changes have been told to those whose words led to them. The next version will appear here.
aftercare-changes-no-remark = There is no remark and no answer that has led to nothing yet.
aftercare-changes-version = What has changed
aftercare-changes-remarks = Whose words led to it
aftercare-changes-ru = What is otherwise now, in Russian
aftercare-changes-en = The same in English
aftercare-changes-tell = Tell them
aftercare-changes-told = Told already
aftercare-changes-techniques = Techniques
aftercare-changes-checklist = Checklist: { $service }
aftercare-changes-behind = { $remarks ->
    [one] { $remarks } remark
   *[other] { $remarks } remarks
}, { $authors ->
    [one] { $authors } person told
   *[other] { $authors } people told
}

fault-told-after-the-change = this was said after the version had come out
fault-led-to-another = these words led to another change already
