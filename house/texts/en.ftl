# Письма и сообщения клиентам по-английски: под именем сообщения его текст, в строке .subject — тема письма.
# Слова в фигурных скобках программа заменяет сама ($name — имя, $link — ссылка): переставлять можно, переименовывать нельзя.
# Отступ в начале строк сохраняйте. Рядом лежит ru.ftl: если меняете смысл здесь, поменяйте и там.

message-code =
    Your code is { $code }. It is valid for 10 minutes.
    None of us ever asks for this code by phone. If someone does, it is not us.
    .subject = Your confirmation code

message-booking-code =
    Your code: { $code }. It is valid for 10 minutes.
    None of us ever asks for this code by phone. If someone does, it is not us.

    You can do without the code, on any device. The link shows the whole order, and only your press confirms it.

    Open and confirm the order: { $link }
    .subject = A code and a link to confirm your order

message-confirmed =
    { $name }, your visit is confirmed.

    What: { $service }
    When: { $day }, { $time }–{ $until }
    Where: { $address }
    Who comes: { $crew }
    Total: { $total }. This will not change.

    The whole agreement, to change or cancel: { $link }
    If you would rather talk, call us: { $phone }

    { $door ->
        [unknown] Please tell us beforehand how to get in, entrance, floor, intercom: { $doors }
       *[known] We know the way to your door.
    }
    .subject = Visit confirmed: { $day }, { $time }

message-on-the-way =
    { $name }, on the way to you: { $crew }.
    Arriving at about { $eta }. Address: { $address }.

    If there is anything to say, call us: { $phone }
    .subject = On our way, arriving at about { $eta }

message-done =
    { $name }, the work is finished.

    What: { $service }
    Who came: { $crew }
    Finished: { $time }

    What was done, point by point: { $link }

    If anything should be redone, tell us by { $closes }. We come back free of charge and ask no questions.

    What could we do next time to exceed your expectations?
    You can answer at the same link.
    .subject = All done, and one question for you

message-redo =
    { $name }, we will come back and redo it free of charge.

    When: { $day }, { $time }
    Who comes: { $crew }
    Total: 0 ₽

    If another time suits you better, choose it: { $link }
    .subject = Redone free of charge: { $day }, { $time }

message-redo-late =
    { $name }, the 24-hour guarantee has already ended, but we will find a solution: { $manager } will write to you today and propose it.
    There is no need to ask again: we have your request.
    .subject = We will write to you today with a solution

message-redo-waits =
    { $name }, we will redo it free of charge. Nobody is free just now: { $manager } will find a time today and write to you.
    There is no need to ask again: you asked within the guarantee.
    .subject = We will redo it, and name the time today

# The lines about the invoice in the message after a visit: how much, and where to look.
message-done-invoice =
    Invoice No. { $number } for { $total }, of which { $open } is to be paid: { $link }

message-done-invoice-paid =
    Invoice No. { $number } for { $total } is paid. Thank you. { $link }

message-invoice =
    { $name }, invoice No. { $number } is ready.

    To pay: { $total }
    By: { $due }

    What it is made of, and where to pay: { $link }
    .subject = Invoice No. { $number } for { $total }

message-change =
    { $name }, we propose to change what was agreed.

    What: { $what }
    How much: { $amount }

    Nothing changes unless you agree. Look and answer here: { $link }
    .subject = A change to what was agreed: it is for you to say

message-phone-changed =
    The number { $old } by which we knew you has been changed. The new one ends in { $tail }.
    If this was not you, please call us: we will put the old one back and find out who changed it.
    .subject = Your phone number has been changed

message-channel-joined =
    { $channel } has been joined to your messages: { $day }, { $time }.
    We write there first from now on: a link or a code alone, no details.

    If this was not you, take it off on your own page: { $link }
    .subject = { $channel } has been joined

message-case-answer =
    { $name }, here is our answer to what you told us.

    { $answer }

    The visit in question: { $link }

    { $who }, { $phone }
    .subject = Our answer to your words

message-request-taken =
    { $name }, we have your task.

    { $manager } takes care of it and answers by { $due }. There is no need to write again.

    If it is urgent, call: { $phone }
    .subject = We have your task: { $manager }

message-report =
    { $name }, the week of “{ $plan }”.

    { $report }

    Photos, days and money: { $link }
    .subject = The week of “{ $plan }”

message-plan-word =
    { $name }, about “{ $plan }”:

    { $words }

    To answer: { $link }
    .subject = “{ $plan }”

message-job-word =
    { $name }, about the job of { $start }:

    { $words }

    To answer: { $link }
    .subject = The job of { $start }

report-progress = { $done } of { $of } done.

report-reached = Reached: { $milestones }.

report-done = This week: { $tasks }.

report-going = Under way: { $tasks }.

report-next = Next: { $tasks }.

report-absorbed = Held up, and in time all the same: { $tasks }.

report-solved = { $task }: { $what }. { $solution }

report-money = { $spent } spent this week, { $all } of the { $agreed } agreed in all.

report-asked = We wait for your word: { $what }, { $amount }.

report-risks = Needs attention: { $tasks }.

report-risk-refused = { $what } for { $amount }: not agreed to

report-risk-money = { $left } left of what was agreed to

report-no-risks = All of it goes by the plan.

message-approval =
    { $name }, we need your word (“{ $plan }”): { $beyond ->
        [yes] { $what } for { $whole }. You have agreed to { $agreed }; with this it comes to { $all }: we ask for { $amount } beyond what was agreed.
       *[no] { $what }, { $amount }.
    }

    Without your consent this money is not spent. Agree or not with one tap: { $link }

    { $phone }
    .subject = Your consent is needed: { $amount }

message-care =
    { $name }, we have prepared something ahead.

    { $title }
    { $text }

    One tap to say yes, not this time, or never again: { $link }
    Until you answer, nothing is ordered. { $phone }
    .subject = { $title }

message-concepts =
    { $name }, { $again ->
        [yes] we have thought on. Here is something else; what we sent before is on the same page.
       *[no] we have thought of ways to do it.
    }

    { $concepts }

    In detail and with prices, and one tap to choose: { $link }

    { $manager }, { $phone }
    .subject = { $n ->
        [one] A way to do it
       *[other] { $n } ways to choose from
    }

message-job-asked =
    { $name }, there is a job: { $kind }.

    From { $start } until { $end }, { $price }.

    What is to be done, the rules of the house and your answer are here: { $link }

    Questions: { $phone }
    .subject = A job, { $start }

message-job-moved =
    { $name }, the time has changed. It is now { $kind }, from { $start } until { $end }, { $price }. The earlier time no longer holds.

    Please tell us whether you can come then: { $link }

    Questions: { $phone }
    .subject = Another time: { $start }

message-job-stands =
    { $name }, all stays as agreed: { $kind }, from { $start } until { $end }, { $price }.

    If we wrote to you about another time, please forget it. The job and the rules of the house: { $link }

    Questions: { $phone }
    .subject = As agreed: { $start }

message-job-needs =
    { $name }, the job of { $start } is still yours: { $kind }. What the home asks for has changed.

    Please read it once more: { $link }

    Questions: { $phone }
    .subject = The job of { $start }: the home asks for something else

message-job-withdrawn =
    { $name }, the job of { $start } is off. No need to come, and thank you for having been ready.

    Questions: { $phone }
    .subject = The job of { $start } is off

message-incident =
    { $name }, { $what }. { $solved ->
        [yes] { $solution }
       *[no] We are looking for a way out and come back to you with it.
    }

    { $moved }

    Questions: { $phone }
    .subject = { $solved ->
        [yes] Changed, and arranged already
       *[no] Something that you should know
    }

message-reminder =
    { $name }, we come to you { $when ->
        [today] today
        [tomorrow] tomorrow
       *[later] soon
    }.

    What: { $service }
    When: { $day }, { $time }–{ $until }
    Where: { $address }
    Who comes: { $crew }

    If your plans have changed, the visit can be moved: { $link }
    Or call us: { $phone }

    { $door ->
        [unknown] Please tell us beforehand how to get in, entrance, floor, intercom: { $doors }
       *[known] We know the way to your door.
    }
    .subject = { $when ->
        [today] Today at { $time }: { $crew }
        [tomorrow] Tomorrow at { $time }: { $crew }
       *[later] { $day } at { $time }: { $crew }
    }

message-moved =
    { $name }, { $why ->
        [illness] one of us is ill, so we have moved your visit
        [lapse] a check of one of us is no longer in force, so we have moved your visit
        [lateness] we cannot be there in time, so we have moved your visit
        [house] we had to move your visit, and the new time is arranged
       *[none] your visit has been moved
    }. The price and all else stay the same.

    When: { $day }, { $time }–{ $until }
    Where: { $address }
    Who comes: { $crew }

    All about the visit: { $link }
    .subject = Visit moved: { $day }, { $time }

message-cancelled =
    { $name }, your visit has been cancelled: { $day }, { $time }. Nobody will come.

    { $owed ->
        [fee] Cancelling costs { $fee }, as the terms of the order said. You owe nothing else.
        [house] We cancelled it, so you owe nothing.
       *[none] Cancelling is free, you owe nothing.
    }

    What was agreed and what has changed: { $link }
    If this is a mistake, call us and we put it back: { $phone }
    .subject = Visit cancelled: { $day }, { $time }

message-skipped =
    { $name }, we leave this visit out: { $day }, { $time }. The others stay as agreed.

    If this is a mistake, call us and we put it back: { $phone }
    .subject = Visit left out: { $day }, { $time }

message-locked-out =
    { $name }, we stood at your door and waited until { $waited }, but nobody opened. { $manager } will call today and propose another time.

    Where: { $address }
    What: { $service }
    .subject = We were at your door until { $waited }

message-crew-changed =
    { $name }, { $why ->
        [illness] one of us is ill, and somebody else comes
        [lapse] we have replaced one of us: only people whose checks are all in force come to you
        [lateness] so that you need not wait, others are on their way
        [house] we have changed who comes to you
       *[none] the people who come have changed
    }. The time and the price stay the same.

    Who comes: { $crew }
    When: { $day }, { $time }–{ $until }
    Where: { $address }

    All of them are vetted just like those you know.
    .subject = Who comes: { $crew }

message-times-offered =
    { $name }, { $why ->
        [illness] one of us is ill
        [lapse] we have taken one of us off the visit: only people whose checks are all in force come to you
        [house] we have to move your visit
       *[lateness] we cannot be with you in time
    }. We are keeping two other times for you, please choose either. The price stays the same.

    First: { $one }
    Second: { $two }

    Choose a time: { $choose }

    Both are kept for you until { $kept }.
    .subject = Two times to choose from instead of { $day }, { $time }

message-arrival =
    { $name }, the work before yours takes longer, so we arrive at about { $eta } instead of { $time }. We do all that we agreed on, at the same price.

    Who comes: { $crew }
    Where: { $address }

    If waiting does not suit you, we are keeping two other times for you.

    First: { $one }
    Second: { $two }

    Choose another time: { $choose }
    Or call us: { $phone }

    If you choose nothing, we come today.
    .subject = We arrive at about { $eta }, or choose another time

message-way-corrected =
    { $name }, a more exact time: we arrive at about { $eta }. On the way to you: { $crew }.

    If there is anything to say, call us: { $phone }
    .subject = On our way, arriving at about { $eta }

message-series =
    { $name }, { $state ->
        [over] there are no more regular visits ahead.
        [open] nobody is free yet on the days of your schedule.
        [later] your regular visits pause. The first one after it:
       *[goes-on] your regular visits are now:
    }

    { $days }

    { $state ->
        [over] If you would like to come back, begin from any past visit.
        [open] Each visit is { $total }.
        [later] All the rest stays as it was.
       *[goes-on] Each visit is { $total }.
    }
    { $asked ->
        [yes] One of the coming days is a holiday: please say whether we should come.
       *[no] Any visit can be moved or cancelled.
    } { $open ->
        [0] The whole schedule:
        [one] For { $open } day nobody is free yet: we are looking and will write. The whole schedule:
       *[other] For { $open } days nobody is free yet: we are looking and will write. The whole schedule:
    } { $link }
    If you would rather talk, call us: { $phone }
    .subject = Your regular visits

message-series-open =
    { $name }, for { $when } nobody is free yet. We are looking for someone and will write as soon as we have found them.

    { $has ->
        [yes] We can surely come at:
       *[no] The next days are taken too.
    }
    { $times }

    Choose another time: { $link }
    If you would rather talk, call us: { $phone }
    .subject = Your visit on { $date }: looking for someone

message-series-found =
    { $name }, all is ready for { $when }: we are coming.

    Who and when: { $link }
    If you would rather talk, call us: { $phone }
    .subject = Your visit on { $date }: all is ready

message-series-price =
    { $name }, from { $from } a regular visit would cost { $new } instead of { $old }.

    Until you agree, the present price stands. You can agree or decline until { $until }: { $link }
    If you would rather talk, call us: { $phone }
    .subject = A new price for your regular visits

message-manager =
    { $words }

    { $manager }

    To answer, and to read all of it again: { $link }
    .subject = { $manager } writes to you

message-stranger =
    { $words }

    { $manager }
    .subject = An answer from { $manager }

message-updates =
    { $name }, in short, how things stand.

    { $lines }

    Whatever needs your decision we write about at once and apart.
    .subject = How things are going

# used: updates-line-*
updates-your-request = Your request
updates-line-done = { $what }: done.
updates-line-moved = { $what }: now { $at }.
updates-line-absorbed = { $what }: a hitch, still in time.
updates-line-going-on = { $what }: all goes as planned.
updates-line-late = { $what }: it takes longer. We will name the new time as soon as we are sure of it.

message-work-done =
    { $name }, { $known ->
        [yes] { $what }: all that you asked for is done
       *[no] all that you asked for is done
    }.

    What could we do next time to exceed your expectations?

    You can answer here, in your own words: { $link }

    { $phone }
    .subject = All is done. One question

message-work-answer =
    { $name }, here is our answer to what you told us.

    { $answer }

    { $who }, { $phone }
    .subject = Our answer to your words

message-changed =
    { $name }, you said, and we changed.

    { $change }

    From now on it is so for everybody, every time. Thank you.

    { $phone }
    .subject = You said, we changed
