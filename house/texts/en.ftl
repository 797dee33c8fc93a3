# Письма и сообщения клиентам по-английски: под именем сообщения его текст, в строке .subject — тема письма.
# Слова в фигурных скобках программа заменяет сама ($name — имя, $link — ссылка): переставлять можно, переименовывать нельзя.
# Отступ в начале строк сохраняйте. Рядом лежит ru.ftl: если меняете смысл здесь, поменяйте и там.

message-code =
    Your code is { $code }. It is valid for 10 minutes.
    None of us ever asks for this code by phone. If someone does, it is not us.
    .subject = Your confirmation code

message-confirmed =
    { $name }, your visit is confirmed.

    What: { $service }
    When: { $day }, { $time }–{ $until }
    Where: { $address }
    Who comes: { $crew }
    Total: { $total }. This will not change.

    The whole agreement: { $link }
    To change or cancel the visit: { $phone }
    .subject = Visit confirmed: { $day }, { $time }

message-on-the-way =
    { $name }, on the way to you: { $crew }.
    Arriving at about { $eta }. Address: { $address }.
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
    .subject = Redone free of charge: { $day }, { $time }

message-redo-late =
    { $name }, the 24-hour guarantee has already ended, but we will find a solution: { $manager } will write to you today and propose it.
    There is no need to ask again: we have your request.
    .subject = We will write to you today with a solution

message-redo-waits =
    { $name }, we will redo it free of charge. Nobody is free just now: { $manager } will find a time today and write to you.
    There is no need to ask again: you asked within the guarantee.
    .subject = We will redo it, and name the time today

message-phone-changed =
    The number { $old } by which we knew you has been changed. The new one ends in { $tail }.
    If this was not you, please call us: we will put the old one back and find out who changed it.
    .subject = Your phone number has been changed

message-case-answer =
    { $name }, here is our answer to what you told us.

    { $answer }

    { $who }, { $phone }
    .subject = Our answer to your words
