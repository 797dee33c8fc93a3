# Выбор времени.
# used: problem-* fault-*
# Это читает стол.
# formal: scheduling-web-shifts-*, problem-visits-in-shift, problem-cannot-come
scheduling-web-title = Когда Вам удобно
    .thou = Когда тебе удобно
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
    .thou = { $n ->
        [one] Здесь только то время, когда проверенные люди свободны и успевают доехать. Выбранное держим за тобой { $n } минуту.
        [few] Здесь только то время, когда проверенные люди свободны и успевают доехать. Выбранное держим за тобой { $n } минуты.
       *[many] Здесь только то время, когда проверенные люди свободны и успевают доехать. Выбранное держим за тобой { $n } минут.
    }
scheduling-web-urgent = срочно, +{ $more }
scheduling-web-not-urgent = без срочности, −{ $less }
scheduling-web-days = Дни
scheduling-web-no-time = нет времени
scheduling-web-today = Сегодня
scheduling-web-tomorrow = Завтра
scheduling-web-day-none = Свободного времени нет. Ближайшее рядом:
scheduling-web-nothing = На ближайшие две недели всё занято. Позвоните: подберём время вместе или сообщим, когда оно освободится.
    .thou = На ближайшие две недели всё занято. Позвони: подберём время вместе или сообщим, когда оно освободится.
scheduling-web-gone = Время { $when } только что заняли. Выберите другое: расчёт и всё написанное на месте.
    .thou = Время { $when } только что заняли. Выбери другое: расчёт и всё написанное на месте.
scheduling-web-choose = Время не выбрано. Нажмите на то, которое Вам подходит.
    .thou = Время не выбрано. Нажми на то, которое тебе подходит.
scheduling-web-nearest = Ближайшее свободное
scheduling-web-change = Изменить расчёт

problem-quote-over = Этот расчёт больше не действует
    .detail = Цены с тех пор могли измениться. Посчитайте ещё раз: это минута, и новая цена снова будет окончательной.
    .detail-thou = Цены с тех пор могли измениться. Посчитай ещё раз: это минута, и новая цена снова будет окончательной.
problem-slot-gone = Время { $start } только что заняли
    .detail = Выберите другое: расчёт остаётся за Вами.
    .detail-thou = Выбери другое: расчёт остаётся за тобой.
problem-hold-unknown = Такого времени мы не держим
    .detail = Посчитайте и выберите время заново: это минута.
    .detail-thou = Посчитай и выбери время заново: это минута.
problem-hold-expired = Время держали за Вами до { $at }, теперь оно свободно
    .thou = Время держали за тобой до { $at }, теперь оно свободно
    .detail = Выберите его ещё раз или возьмите другое.
    .detail-thou = Выбери его ещё раз или возьми другое.
problem-hold-released = Это время Вы заменили другим
    .thou = Вместо этого времени выбрано другое
    .detail = Выберите время ещё раз.
    .detail-thou = Выбери время ещё раз.
problem-hold-taken = На это время уже есть договорённость
problem-crew-not-cleared = Тот, кто должен был приехать, приехать не сможет
    .detail = Выберите время ещё раз: придут другие проверенные люди.
    .detail-thou = Выбери время ещё раз: придут другие проверенные люди.
problem-shift-overlaps = В это время у человека уже есть смена
fault-not-a-shift = смена длится не больше суток и кончается позже, чем начинается
scheduling-web-fold = Свободное время: { $n } { $n ->
    [one] вариант
    [few] варианта
   *[many] вариантов
 }

# Ничего не подходит: оставить телефон.
# used: scheduling-web-leave-* scheduling-web-way-* scheduling-web-mark-*
scheduling-web-none-suits = Ничего не подходит?
scheduling-web-call-title = Подберём время вместе
scheduling-web-call-no-time = Оставьте телефон: перезвоним и найдём время, которое Вам удобно. Расчёт остаётся за Вами.
    .thou = Оставь телефон: перезвоним и найдём время, которое тебе удобно. Расчёт остаётся за тобой.
scheduling-web-call-outside = Сюда мы пока не ездим каждый день. Оставьте телефон: перезвоним и скажем, когда сможем приехать.
    .thou = Сюда мы пока не ездим каждый день. Оставь телефон: перезвоним и скажем, когда сможем приехать.
scheduling-web-call-press = Оставить телефон
scheduling-web-call-times = Вернуться ко времени
scheduling-web-call-kept = Номер нужен только для этого звонка и через месяц после него стирается.
scheduling-web-call-left = Записали. Перезвоним в рабочие часы и найдём время.
scheduling-web-call-home = На главную

# Почему время не предлагаем.
scheduling-web-why-title = Почему не предлагаем
scheduling-web-why-overline = Кто мог бы приехать
scheduling-web-why-earlier = Днём раньше
scheduling-web-why-later = Днём позже
scheduling-web-why-back = К выбору времени
scheduling-web-why-lacking = Свободные есть, но ни у кого нет нужного допуска
scheduling-web-why-few = Свободны { $free }, нужно { $needed }
scheduling-web-why-can = может

# Смены и отсутствия.
scheduling-web-rail = Смены
scheduling-web-shifts-title = Смены
scheduling-web-shifts-overline = Смены и отсутствия
scheduling-web-shifts-earlier = Раньше
scheduling-web-shifts-now = Сейчас
scheduling-web-shifts-later = Позже
scheduling-web-shifts-empty = Здесь будут смены. Сначала примите людей на работу.
scheduling-web-shifts-people = К людям
scheduling-web-shifts-caption = Смены по людям и дням
scheduling-web-shifts-who = Кто
scheduling-web-shifts-gone = Имя стёрто
scheduling-web-shifts-none = смены нет
scheduling-web-shifts-visits = визитов и времён
scheduling-web-shifts-note = Число рядом со сменой: сколько в этот день визитов. Стрелки ведут по клеткам, Enter открывает.
scheduling-web-shifts-holds = { $n ->
    [one] { $n } время держим за клиентом
    [few] { $n } времени держим за клиентами
   *[many] { $n } времён держим за клиентами
 }
scheduling-web-shift-none = Смены нет
scheduling-web-shift-is = Смена { $span }
scheduling-web-shift-from = С
scheduling-web-shift-to = До
scheduling-web-shift-through = И каждый день по
scheduling-web-shift-if = если подряд
scheduling-web-shift-weekends = выходные тоже
scheduling-web-shift-set = Поставить смену
scheduling-web-shift-clear = Снять
scheduling-web-day-visits = В этот день
scheduling-web-leave-title = Отсутствие
scheduling-web-leave-why = Причина
scheduling-web-leave-ill = болеет
scheduling-web-leave-holiday = отпуск
scheduling-web-leave-other = отсутствует
scheduling-web-leave-first = С какого дня
scheduling-web-leave-last = По какой
scheduling-web-leave-ask = Что это изменит
scheduling-web-leave-no = Не отмечать
scheduling-web-leave-end = Уже на работе
scheduling-web-mark-ill = Отметить болезнь
scheduling-web-mark-holiday = Отметить отпуск
scheduling-web-mark-other = Отметить отсутствие
scheduling-web-away = { $leave }: { $first } – { $last }
scheduling-web-preview = { $name }: потеряет { $visits }
scheduling-web-visits = { $n ->
    [one] { $n } визит
    [few] { $n } визита
   *[many] { $n } визитов
 }
scheduling-web-under-way = { $n ->
    [one] { $n } визит уже идёт и остаётся за человеком
    [few] { $n } визита уже идут и остаются за человеком
   *[many] { $n } визитов уже идут и остаются за человеком
 }
scheduling-web-nobody-yet = пока никого
scheduling-web-client-gone = клиент стёрт
scheduling-web-marked = { $n ->
    [0] Отмечено.
    [one] Отмечено. Замена найдена для { $n } визита.
   *[many] Отмечено. Замены найдены для { $n } визитов.
 }
scheduling-web-marked-open = { $n ->
    [one] Без людей остался { $n } визит: он на столе первым.
    [few] Без людей остались { $n } визита: они на столе первыми.
   *[many] Без людей осталось { $n } визитов: они на столе первыми.
 }
scheduling-web-way = Как добирается
scheduling-web-way-transit = пешком и на метро
scheduling-web-way-car = на машине
scheduling-web-way-set = Записать
problem-visits-in-shift = { $n ->
    [one] В этой смене { $n } визит
    [few] В этой смене { $n } визита
   *[many] В этой смене { $n } визитов
 }
    .detail = Сначала перенесите их или передайте другим.
problem-leave-overlaps = Отсутствие на эти дни уже отмечено
problem-leave-unknown = Такого отсутствия нет
problem-cannot-come = Этот человек приехать не сможет
    .detail = Пока Вы выбирали, его день изменился. Выберите другого.
fault-leave-backwards = последний день раньше первого
fault-leave-over = эти дни уже прошли
fault-leave-too-long = отсутствие длится не больше года
fault-not-a-moment = момент не читается, нужен вид 2026-03-03T09:00:00Z
