# The manager's desk: the day, the messages, the house clock.
# used: day-away-* day-case-* day-fact-* day-class-* day-channel-* day-state-*
day-rail-day = Today
day-rail-mailbox = Messages
day-rail-clock = House clock
day-rail-waits = waiting: { $n }
day-today = Today
day-title = The day
day-booked = Booked: { $client }, { $when }; the message to the client is on its way
day-before = A day back
day-after = A day on
day-live = The course of the day, refreshes itself
day-region = The course of the day, scrolls sideways
day-picture = The day by person, from { $from }:00 to { $to }:00
day-figure-visits = { $n ->
    [one] visit
   *[other] visits
 }
day-figure-done = { $n ->
   *[other] done
 }
day-figure-going = on the way and at work
day-figure-open = short of people
day-open = Nobody yet
day-open-visits = { $n ->
    [one] { $n } visit
   *[other] { $n } visits
 }
day-box-open = missing: { $n }
day-figure-redos = { $n ->
    [one] redo
   *[other] redos
 }
day-waiting = Waiting for you
day-waiting-late-start = { $client }: late, the visit should be under way and nobody has set off. Call the crew and open the incident: the client hears of it with the way out.
day-waiting-late-arranged = { $client }: late, a way out is arranged already, but nobody has set off. Call the crew.
day-waiting-late-way = { $client }: late, the promised time has passed. Call the crew: they put the new time down on their phone, and the client hears it.
day-waiting-open-incident = Open the incident
day-waiting-incident = To the incident
day-waiting-slips = { $client }: the visit before takes longer, they arrive at about { $eta }. The client knows and can choose another time.
day-waiting-slips-untold = { $client }: the visit before takes longer, they arrive at about { $eta }. The client has not been told: please call.
day-waiting-missed = { $client }: the visit did not take place. Call the client and set a new time.
day-waiting-redo = { $client }: the redo is accepted, nobody was free. Set a time today.
day-waiting-unanswered = { $n ->
    [one] { $n } request is unanswered for longer than promised. Answer now.
   *[other] { $n } requests are unanswered for longer than promised. Answer now.
 }
day-waiting-requests = { $n ->
    [one] { $n } request waits for an answer. Begin with those who have waited longest.
   *[other] { $n } requests wait for an answer. Begin with those who have waited longest.
 }
day-waiting-silent = { $n ->
    [one] { $n } task has been silent longer than its rhythm. Find out, and write it down.
   *[other] { $n } tasks have been silent longer than their rhythm. Find out, and write it down.
 }
day-waiting-untold-over = { $n ->
    [one] { $n } week of a project has ended in silence. Send its report.
   *[other] { $n } weeks of projects have ended in silence. Send their reports.
 }
day-waiting-untold = { $n ->
    [one] { $n } week of a project is about to end in silence. Send its report.
   *[other] { $n } weeks of projects are about to end in silence. Send their reports.
 }
day-waiting-calendars = { $n ->
    [one] { $n } household’s calendar cannot be read, and its room is closed all day. Ask for a new address.
   *[other] { $n } households’ calendars cannot be read, and their rooms are closed all day. Ask for new addresses.
 }
day-waiting-incidents = { $n ->
    [one] { $n } incident waits for a way out. Find it now.
   *[other] { $n } incidents wait for a way out. Find them now.
 }
day-waiting-incidents-untold = { $n ->
    [one] { $n } incident has its way out, and the client is not told yet. Write or call.
   *[other] { $n } incidents have their way out, and the clients are not told yet. Write or call.
 }
day-waiting-incidents-call = { $n ->
    [one] { $n } call about an incident is on the list, and nobody has made it yet. Call now.
   *[other] { $n } calls about incidents are on the list, and nobody has made them yet. Call now.
 }
day-waiting-job-asked = A supplier has not said whether they take the job. Call them.
day-waiting-job-unread = A supplier takes the job but has not acknowledged the rules. Send them the link.
day-waiting-job-refused = A supplier has refused. Find another one.
day-waiting-take = Take it
day-case-remark = { $client }: the answer to the question may hold a remark. Read it and answer.
day-case-complaint = { $client }: asked for a redo. Call and find out whether all is well.
day-case-late = { $client }: asked for a redo after the 24 hours. Write today, with a solution.
day-case-owned = { $case } Seen to by { $who }
day-pick = Show a day
day-pick-go = Show
day-waiting-unstaffed = { $client }, { $when }: somebody is missing ({ $n }). Assign one of the cleared.
day-waiting-alarm = { $client }, { $when }: somebody is missing ({ $n }), so the client was not reminded. Find a replacement now.
day-waiting-news = Tell the client, with the way out
day-waiting-choose = Choose a time with the client
day-waiting-stuck = { $client }: a message has not gone out ({ $about }). The house keeps trying. If it is urgent, call.
day-waiting-refused = { $client }: the mail server refused a message ({ $about }). Call and read it out.
day-waiting-expiring = { $who }: { $stage } until { $until }. Renew it, or visits after that day lose their person.
day-tasks-title = What the house could not do by itself
day-tasks-lead = The house has tried many times and set it aside. Mend the cause and have it tried again, or say that it is no longer needed.
day-tasks-none = Nothing is set aside: all that the house does by itself is done.
day-tasks-more = The latest are shown. Settle them, and the others come up.
day-task-retry = Try again
day-task-drop = No longer needed
day-message-pass-on = Passed on by phone
day-message-passed-on = Passed on by phone.
day-message-was-refused = The channel refused it, it lies here. Read it to the client by phone.
day-message-waits = Waits for the morning, not to wake anybody: until { $until }.
day-message-waits-day = { $n ->
    [0] Enough messages of this kind for the day: it waits until { $until }.
    [one] The client has had { $n } message today, and the house writes no more on a day: it waits until { $until }.
   *[other] The client has had { $n } messages today, and the house writes no more on a day: it waits until { $until }.
 }
day-message-waits-advert = There was an offer not long ago: it waits until { $until }.
day-message-sent-at = sent { $at }
day-message-queued-until = waits until { $at }
day-waiting-find = Find a time
day-waiting-uncleared = { $who } is cleared no longer, and the visit of { $when } is ahead. Assign somebody else.
day-waiting-task = The house could not do this by itself: { $task }. Reason: { $reason }
day-empty = There are no shifts and no visits on this day. Shifts are set on the page
day-empty-shifts = “Shifts”
day-no-shift = off shift
day-client-gone = Client, data erased
day-person-gone = Former member of staff
day-box-way = there by { $eta } · { $district }
day-box-live = { $done } of { $all } · { $district }
day-box-redo = redo · { $district }
day-box-hold = time held
day-away-ill = ill
day-away-holiday = on holiday
day-away-other = not working
day-legend = Legend
day-legend-plan = planned
day-legend-live = on the way and at work
day-legend-done = done; without the bar, time held
day-legend-redo = redo, late, short of people
day-legend-way = travel
day-list = The same day as a list
day-list-caption = Visits of the day by their beginning
day-list-empty = There are no visits on this day.
day-list-order = Book for a caller
day-column-time = Time
day-column-client = Client
day-column-district = District
day-column-crew = Who
day-column-state = State
day-column-to = To
day-column-about = About
day-column-channel = Channel
day-state-planned = planned
day-state-confirmed = confirmed
day-state-locked_out = nobody opened
day-state-skipped = skipped
day-state-en_route = on the way
day-state-in_progress = under way
day-state-done = done
day-state-cancelled = cancelled
day-state-late = late
day-state-slips = arriving at about { $eta }
day-state-missed = did not take place
day-state-of-redo = redo, { $state }
day-card-open = Open the visit
day-key-client = the client's card
day-key-days = a day back, a day on
day-card-since = Client since { $year }
day-card-service = Service
day-card-visit = { $service }
day-card-redo = { $service }, redone free of charge
day-card-when = When
day-card-crew = Who
day-card-address = Address
day-card-total = Total
day-card-redo-waits = Redo
day-card-redo-waits-words = accepted, waits for a time
day-card-ask-redo = Redo: the client called
day-card-answer = The client’s answer
day-card-facts = What happened
day-card-no-facts = Nothing yet. The first entry comes when the crew sets off.
day-looked = Look recorded: { $at }, { $who }
day-fact-by = { $fact } { $who }
day-fact-other = An entry about the visit.
day-fact-visits-visit_planned = The visit was planned.
day-fact-visits-visit_set_off = The crew set off, there at about { $eta }.
day-fact-visits-visit_started = The crew began.
day-fact-visits-visit_finished = The work is done, the report stands.
day-fact-visits-visit_cancelled = The visit was cancelled.
day-fact-visits-visit_confirmed = The visit is confirmed.
day-fact-visits-visit_moved = The visit was moved.
day-fact-visits-crew_changed = The crew has changed.
day-fact-visits-visit_late = Said that they would be late.
day-fact-visits-visit_skipped = The visit was skipped.
day-fact-visits-visit_locked_out = Nobody opened the door.
day-fact-visits-damage_reported = The crew reported damage.
day-fact-booking-agreement_amended = The agreement was amended.
day-fact-booking-agreement_made = Agreed: price, time and people.
day-fact-billing-invoice_issued = Invoice issued.
day-fact-billing-invoice_withdrawn = Invoice withdrawn.
day-fact-billing-invoice_paid = Invoice paid.
day-fact-billing-change_proposed = A change was proposed.
day-fact-billing-change_accepted = The client accepted the change.
day-fact-billing-change_declined = The client declined the change.
day-fact-aftercare-redo_opened = A redo was accepted, free of charge.
day-fact-aftercare-redo_planned = The redo has its time.
day-fact-aftercare-redo_asked_late = A redo was asked for after the 24 hours; a manager finds the solution.
day-fact-aftercare-redo_waits = The redo waits for a time again.
day-fact-aftercare-redo_closed = The client no longer wants the redo.
day-fact-aftercare-case_opened = A case was opened.
day-fact-aftercare-case_taken = The case was taken.
day-fact-aftercare-case_answered = The client was answered.
day-fact-aftercare-case_closed = The case was closed.
day-fact-notices-visit_unstaffed = Somebody was missing the evening before, no reminder went out.
day-fact-notices-times_offered = Two times are kept for the client to choose from.
day-fact-notices-arrival_moved = The visit before takes longer, arriving at about { $eta }.
day-fact-notices-offer_settled = The choice of two times is over.
day-fact-aftercare-answer_given = The client answered the question after the visit.
day-fact-households-client_welcomed = A new client.
day-fact-scheduling-slot_held = A time was held.
day-fact-scheduling-hold_ended = The held time was given back.
day-guest = guest
day-supplier = { $name }, supplier
day-supplier-forgotten = supplier
day-mailbox-overline = What the house said
day-mailbox-title = Messages
day-mailbox-caption = Messages of the house, newest first
day-mailbox-empty = The house has written to nobody yet. The first message comes with the first request.
day-mailbox-pages = Pages of messages
day-mailbox-older = Earlier
day-mailbox-newest = To the newest
day-class-households-code = Confirmation code
day-class-booking-code = Code and link for a booking
day-class-booking-confirmed = Visit confirmed
day-class-visits-on_the_way = The crew is on the way
day-class-aftercare-done = Done: report and question
day-class-aftercare-redo = Redo: when and who
day-class-aftercare-redo_waits = Redo accepted: a manager sets the time
day-class-aftercare-redo_late = Redo after the 24 hours: a manager takes over
day-class-notices-arrival = Later than agreed: a new time, or two to choose from
day-class-notices-way_corrected = On the way: another arrival
day-class-aftercare-case_answer = Our answer to the client
day-class-notices-reminder = Reminder the evening before
day-class-notices-moved = Visit moved
day-class-notices-cancelled = Visit cancelled
day-class-notices-locked_out = Nobody opened
day-class-notices-crew_changed = Others come
day-class-notices-times_offered = Two times to choose from
day-class-billing-invoice = Invoice
day-class-billing-change = A change of what was agreed: the client decides
day-class-series-changed = Schedule of visits
day-class-series-date_open = Nobody found for a date
day-class-series-date_found = Someone found for a date
day-class-series-price_offered = Another price: the client decides
day-class-households-phone_changed = Phone changed
day-class-households-telegram_joined = Telegram joined
day-class-households-max_joined = MAX joined
day-class-conversations-reply = The manager's answer
day-class-conversations-stranger_answer = An answer to a stranger
day-class-conversations-word = A word from the manager
day-class-projects-approval = An amount or a choice: the client decides
day-class-projects-reply = An answer about a project
day-class-projects-word = A word about a project
day-class-projects-job_word = A word to a supplier
day-class-projects-report = The week of a project
day-class-incidents-told = Bad news with its solution
day-class-updates-digest = The day’s digest
day-class-concierge-taken = Request taken: who answers and by when
day-class-concierge-concepts = Ways to choose from
day-class-suppliers-asked = A job for a supplier: to take or to refuse
day-class-suppliers-needs_anew = A supplier’s job: to read once more what the home asks for
day-class-suppliers-withdrawn = A supplier’s job taken back
day-class-aftercare-work_done = Done: report and question
day-class-aftercare-work_answer = Our answer about the work
day-class-aftercare-changed = You said, we changed
day-class-care-proposal = Prepared ahead: a proposal
day-class-other = Message
day-channel-mailbox = house mailbox
day-channel-email = e-mail
day-channel-telegram = Telegram
day-channel-max = MAX
day-channel-sms = text message
day-channel-chat = client's page
day-message-read = The client read it on their own page.
day-message-unproved = No channel gave a sign that it arrived. Read it to the client by phone.
day-try-delivered = Arrived by { $channel }. { $proof }
day-try-taken = Taken by { $channel }. No sign yet that it arrived.
day-try-lost = Taken by { $channel }, and not delivered.
day-try-refused = Refused by { $channel }.
day-try-asked = { $channel } was asked, no answer yet.
day-message-queued = queued
day-message-sent = sent
day-message-dropped = no longer needed
day-message-text = Text of the message
day-message-way = How it went
day-message-went = Delivered by { $channel }. { $proof }
day-message-untrue = Not sent: by then it was no longer true.
day-message-caused = Queued together with its cause.
day-message-no-text = There is no text yet, or it was erased with the client's data.
day-message-code-hidden = Only the client sees the code: it opens their page.
day-message-code-guest = The code of a guest’s request. If the message has not reached them, read it out to the caller.
day-clock-title = House clock
day-clock-own = A clock of its own
day-clock-real = Real time
day-clock-own-lead = The house lives by this clock: messages, held times, the 24 hours of the guarantee. Move it, and all that is due in between happens in order.
day-clock-real-lead = This house goes by the real time, and nobody moves that. A clock can be moved only where the house has had its own from the first day.
day-clock-date = { $day } { $year }
day-clock-ahead = Move it on
day-clock-hour = By an hour
day-clock-day = By a day
day-clock-to = To a chosen time
day-clock-to-day = Day
day-clock-to-time = Time
day-clock-set = Move
day-case-asker = somebody who asked us for something
