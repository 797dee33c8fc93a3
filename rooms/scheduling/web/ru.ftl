# Выбор времени.
# used: problem-* fault-*
scheduling-web-title = Когда Вам удобно
scheduling-web-steps = Шаги заказа
scheduling-web-step-price = Расчёт
scheduling-web-step-time = Время
scheduling-web-step-address = Адрес
scheduling-web-step-agree = Подтверждение
scheduling-web-lead = { $n ->
    [one] Здесь только то время, когда проверенные люди свободны и успевают доехать. Выбранное держим за Вами { $n } минуту.
    [few] Здесь только то время, когда проверенные люди свободны и успевают доехать. Выбранное держим за Вами { $n } минуты.
   *[many] Здесь только то время, когда проверенные люди свободны и успевают доехать. Выбранное держим за Вами { $n } минут.
 }
scheduling-web-days = Дни
scheduling-web-no-time = нет времени
scheduling-web-today = Сегодня
scheduling-web-tomorrow = Завтра
scheduling-web-day-none = Свободного времени нет. Ближайшее рядом:
scheduling-web-nothing = На ближайшие две недели всё занято. Позвоните: подберём время вместе или сообщим, когда оно освободится.
scheduling-web-gone = Время { $when } только что заняли. Выберите другое: расчёт и всё написанное на месте.
scheduling-web-choose = Время не выбрано. Нажмите на то, которое Вам подходит.
scheduling-web-nearest = Ближайшее свободное
scheduling-web-change = Изменить расчёт

problem-quote-over = Этот расчёт больше не действует
    .detail = Цены с тех пор могли измениться. Посчитайте ещё раз: это минута, и новая цена снова будет окончательной.
problem-slot-gone = Время { $start } только что заняли
    .detail = Выберите другое: расчёт остаётся за Вами.
problem-hold-unknown = Такого времени мы не держим
    .detail = Посчитайте и выберите время заново: это минута.
problem-hold-expired = Время держали за Вами до { $at }, теперь оно свободно
    .detail = Выберите его ещё раз или возьмите другое.
problem-hold-released = Это время Вы заменили другим
    .detail = Выберите время ещё раз.
problem-hold-taken = На это время уже есть договорённость
problem-crew-not-cleared = Тот, кто должен был приехать, приехать не сможет
    .detail = Выберите время ещё раз: придут другие проверенные люди.
problem-shift-overlaps = В это время у человека уже есть смена
fault-not-a-shift = смена длится не больше суток и кончается позже, чем начинается
scheduling-web-fold = Свободное время: { $n } { $n ->
    [one] вариант
    [few] варианта
   *[many] вариантов
 }
