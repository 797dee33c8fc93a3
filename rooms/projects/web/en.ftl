# Plans and projects: the desk, consent by one tap, the letter about a project.
# used: projects-engaged-* projects-state-* projects-answer-* projects-field-* problem-* fault-*
projects-rail = Projects
projects-title = Projects
projects-overline = What we carry out
projects-none = Nothing is under way. A plan appears by itself when a client has chosen a way; or begin one here.
projects-more = Further
projects-silent = silent for too long
projects-silent-tasks = Nothing was heard of these for long
projects-silent-since = longer than agreed since { $at }
projects-begin = Begin a plan for a client
projects-begin-go = Begin
projects-range = from { $from } to { $to }
projects-progress = { $done } of { $of } done

projects-plan = Plan
projects-back = All projects
projects-manager = Answers for it
projects-nobody = Nobody
projects-whose = For whom
projects-whose-open = Open the card
projects-how-far = How it goes
projects-range-title = Budget of the way chosen
projects-days = By days
projects-gantt = { $n ->
    [one] { $n } task along the days
   *[other] { $n } tasks along the days
}
projects-tasks = Tasks
projects-no-tasks = No tasks yet. Write down the first one.
projects-engage = Engage: { $whom }
projects-cost = { $cost }
projects-after = after { $tasks }
projects-slack = { $time } to spare
projects-slack-none = nothing to spare: if it slips, the end slips
projects-span = { $from } – { $to }
projects-state-planned = To come
projects-state-waiting = Waits for consent
projects-state-under_way = Under way
projects-state-done = Done
projects-state-dropped = Not needed
projects-begin-task = It has begun
projects-finish-task = Done
projects-edit-task = Change
projects-drop-task = No longer needed
projects-add-task = Write a task down
projects-change-task = Change the task
projects-keep-task = Keep
projects-end = All of it is over
projects-field-phone = The client's phone
projects-field-title = What is to be done
projects-field-from = From, roubles
projects-field-to = To, roubles
projects-field-day = For which day
projects-day-say = Say for which day
projects-day-lead = The tasks are laid backwards from this day: whoever is engaged comes on it, all else is ready before it. Without a day the tasks stay where they are.
projects-day-lay = Lay the tasks
projects-field-starts = Begins
projects-field-ends = Ends
projects-field-cost = What it costs, roubles
projects-field-rhythm = Hours that it may be silent
projects-field-after = After which tasks
    .hint = Numbers with commas. If one of them moves, this one moves too
projects-field-what = What for
projects-field-amount = Amount, roubles
projects-field-task = Task
projects-field-receipt = Receipt
    .hint = A photo or a PDF, up to 12 MB
projects-money = Money
projects-expected = Expected
projects-agreed = Agreed
projects-spent = Spent
projects-left = Left
projects-budget-plot = { $agreed } agreed, { $spent } spent
projects-approvals = Consents
projects-expenses = Expenses
projects-receipt = Receipt
projects-spend = Keep an expense
projects-spend-go = Keep
projects-task-none = For all of the project
projects-expense-back = It was a slip
projects-expense-back-at = Does not count: mended { $at }
projects-ask = Ask for consent
projects-ask-lead = The client gets one message with a link and answers with one tap. Until they agree, this money is not spent.
projects-ask-go = Ask
projects-instead = In the place of an earlier question
projects-instead-none = A new question
projects-beyond = Agreed to: { $agreed }. With this expense it comes to { $all }. Ask the client for { $by } beyond what was agreed?
projects-beyond-ask = Ask for { $by }
projects-beyond-mend = Correct the amount
projects-beyond-receipt = The expense is not kept yet. Once the client agrees, keep it with its receipt again.
projects-whole = It costs { $whole }. Agreed to: { $agreed }; with this expense it comes to { $all }: we ask for { $amount } beyond what was agreed.
projects-asked-instead = The client was asked for the difference. The expense is not kept: after the consent, keep the receipt again.
projects-answer-open = Waits since { $at }
projects-answer-agreed = Agreed { $at }
projects-answer-refused = Refused { $at }
projects-answer-replaced = Replaced { $at }

projects-consent-title = Your consent is needed
projects-consent-title-agreed = You have agreed
projects-consent-title-refused = You have not agreed
projects-consent-title-replaced = The question has changed
projects-consent-title-gone = Nothing to answer
projects-consent-stale-agreed = Your consent was kept { $at } already, and it stands. If you have changed your mind, please call.
projects-consent-stale-refused = It was kept { $at } already that you do not agree. If you have changed your mind, please call.
projects-consent-lead = Without your consent this money is not spent.
projects-consent-over = The project is over; there is nothing to answer any more.
projects-consent-agreed = Thank you, your consent is kept.
projects-consent-refused = Kept: you do not agree. The manager will propose something else.
projects-consent-replaced = The question has changed: we have sent you a new one, please answer that.
projects-consent-gone = This question is not needed any more: there is nothing to answer.
projects-consent-else = Would you like to talk it over? Call:
projects-agree = Agree
projects-refuse = Do not agree

projects-my = Your project
projects-my-lead = In the hands of { $manager }. Planned to be over { $end }.
projects-my-lead-late = In the hands of { $manager }. It takes longer than we thought: we will tell you the new day ourselves.
projects-my-lead-done = In the hands of { $manager }. All that was planned is done.
projects-my-late = longer than we thought
projects-my-weeks-earlier = Earlier
projects-late = late
projects-milestone-late = later than we thought
projects-my-lead-plain = The plan is being made and will be here soon.
projects-my-over = Over since { $at }.
projects-my-going = How it goes
projects-my-by = by { $day }
projects-my-back = Back to the letter

projects-untold-over = { $n ->
    [one] { $n } week has ended in silence: send its report.
   *[other] { $n } weeks have ended in silence: send their reports.
}
projects-untold = { $n ->
    [one] { $n } week is about to end in silence: send its report.
   *[other] { $n } weeks are about to end in silence: send their reports.
}
projects-photos = Photos
projects-field-photo = A photo, up to 12 MB
projects-photo-add = Add
projects-weeks = Friday reports
projects-field-report = What the client reads
projects-report-words = { $n ->
    [one] { $n } word, 120 at most
   *[other] { $n } words, 120 at most
}
projects-report-draft = Draft
projects-report-sent = Sent { $at }
projects-report-send = Send to the client
projects-my-weeks = Week by week

problem-report-sent = This report was sent already
fault-too-many-words = 120 words at most, now { $words }
problem-nothing-chosen = Nothing was chosen yet: there is no plan
problem-plan-overtaken = Somebody has changed the plan while you were writing. Open it again
problem-plan-ended = This plan is over
problem-plan-not-over = Some tasks are not over yet
problem-task-unknown = The plan has no such task
problem-task-over = This task is over already
problem-task-waits = The client has not agreed yet
problem-task-too-early = What it waits for has to be over first
problem-task-begun = The task has begun: its time is not changed
problem-approval-replaced = The question has changed; answer the new one
problem-approval-answered = This question was answered already
fault-circle = the tasks wait for one another in a circle
fault-before-what-it-waits-for = before what it waits for is over
fault-day-past = this day has passed
fault-plan-begun = something has begun or was given away: from here on tasks are moved one by one
fault-not-after-start = later than the beginning
fault-too-far = two years at most
fault-too-many-tasks = the plan has 60 tasks already
fault-nobodys-phone = no client has this phone
fault-receipt-too-heavy = the receipt is heavier than { $most } MB
fault-receipt-unknown = a photo (JPEG, PNG, WebP) or a PDF
fault-not-a-day-and-time = a day and a time, like 2026-03-05T10:00
fault-not-a-rhythm = whole hours, 1 to 744

projects-give = Give it to a supplier
projects-give-kind = Whom we look for
projects-give-look = Show who is cleared for this time
projects-give-whom = To whom
projects-give-lead = They get a link and answer with one tap. Their answer shows at the task.
projects-give-go = Ask
projects-give-nobody = Nobody of them is cleared for all of this time.
projects-release = Do without a supplier
projects-unfinished-asked = It can be marked done once the supplier has answered. If you did it yourselves, press “Do without a supplier”.
projects-unfinished-lost = There is no supplier any more: give the task to another one, or press “Do without a supplier”; then it can be closed.
projects-field-price = What we pay, roubles
projects-field-brief = What is to be done, where and for whom
projects-engaged-asked = { $whom }: asked
projects-engaged-accepted = { $whom }: takes it
projects-engaged-refused = { $whom }: cannot come
projects-engaged-withdrawn = { $whom }: not cleared any more
projects-engaged-begun = { $whom }: at work
projects-engaged-done = { $whom }: done
problem-task-not-taken = Nobody has taken this task yet: wait for the supplier's answer, or do without one
problem-task-given = This task is given already: first do without whoever has it

projects-talk = Talk
projects-talk-none = Here the client, you and the suppliers write to each other. Each sees only what is theirs.
projects-talk-say = Send
projects-talk-house = The house
projects-talk-client = The client
projects-talk-you = You
projects-talk-to = for { $whom }
projects-talk-to-client = for the client
projects-talk-to-both = for { $whom } and the client
projects-talk-one = { $whom }, { $day }
projects-talk-both = { $whom } and the client
projects-talk-waits = a word is waited for
projects-my-talk = Write to your manager
projects-field-words = Message
projects-field-to-whom = To whom
fault-to-nobody = choose whom it is for
problem-word-to-nobody = This supplier is no part of the project any more
problem-plan-of-nobody = This plan has no client of the house yet: please call them

projects-milestones = Milestones
projects-milestones-none = A milestone shows the client that a part of the project is done as a whole.
projects-milestone-set = Set a milestone
projects-milestone-go = Set
projects-milestone-due = by { $day }
projects-milestone-reached = reached { $day }
projects-milestone-gone = not needed
projects-field-milestone = What will be done
projects-field-of = Of which tasks it is made
projects-field-before = It shows what became of
projects-before-none = A photo of its own
projects-report-photos = Photos of this week, six at most
projects-photo-of-week = A photo of the week of { $week }
fault-too-many-milestones = there are twelve milestones already
fault-too-many-photos = six photos at most

projects-photo-brought = from the supplier
projects-brought = From suppliers: the client does not see these photos yet
projects-brought-show = Show to the client
projects-brought-keep = Keep with us
projects-brought-kept = kept with us
projects-brought-wait = { $n ->
    [one] { $n } photo waits for your look
   *[other] { $n } photos wait for your look
}
fault-photos-none = tick one photo at least
fault-photos-at-once = { $most } photos at once at most
fault-photos-of-job = there are photos enough of this job
problem-job-takes-no-photos = Photos of this job are not taken now
    .detail = They can be sent while the job is yours, and for a week after its end.
