# Визиты по расписанию, календари для подписки.
# used: series-web-on-* series-web-day-* series-web-every-* series-web-holidays-* series-web-state-* series-web-effect-* series-web-offer-* problem-* fault-*
# Это читает стол.
# formal: series-web-clashes-*, problem-series-house-calls-off

series-web-rail = Расписания
series-web-title = Визиты по расписанию
series-web-home = Ваш дом
    .thou = Твой дом
series-web-client-gone = Клиент удалён
series-web-over = расписание закончено
series-web-rhythm = { $rhythm }, в { $time }
series-web-on = по { $days }
series-web-on-mo = понедельникам
series-web-on-tu = вторникам
series-web-on-we = средам
series-web-on-th = четвергам
series-web-on-fr = пятницам
series-web-on-sa = субботам
series-web-on-su = воскресеньям
series-web-day-mo = Пн
series-web-day-tu = Вт
series-web-day-we = Ср
series-web-day-th = Чт
series-web-day-fr = Пт
series-web-day-sa = Сб
series-web-day-su = Вс
series-web-every-weeks = { $n ->
    [1] каждую неделю
    [2] раз в две недели
    [3] раз в три недели
    [4] раз в четыре недели
    [one] раз в { $n } неделю
    [few] раз в { $n } недели
   *[many] раз в { $n } недель
 }
series-web-every-months = { $n ->
    [1] раз в месяц
    [2] раз в два месяца
    [3] раз в три месяца
    [few] раз в { $n } месяца
   *[many] раз в { $n } месяцев
 }
series-web-month-day = { $n }-го числа
series-web-month-last = в последний день
series-web-month-nth = по { $day }, { $n }-й раз за месяц
series-web-month-last-of = по { $day }, в последний раз за месяц
series-web-every-w1 = Каждую неделю
series-web-every-w2 = Раз в две недели
series-web-every-w3 = Раз в три недели
series-web-every-w4 = Раз в четыре недели
series-web-every-md = Раз в месяц, по числу этого визита
series-web-every-mw = Раз в месяц, по дню недели этого визита
series-web-holidays-move = Перенести на ближайший подходящий день
series-web-holidays-skip = Пропустить
series-web-holidays-ask = Каждый раз спросить меня

series-web-begin-title = Приезжать регулярно
series-web-begin-back = К визиту
series-web-begin-lead = Та же уборка, тот же дом, по возможности те же люди. Выберите, как часто.
    .thou = Та же уборка, тот же дом, по возможности те же люди. Выбери, как часто.
series-web-begin-dates = Первые визиты: { $dates }
series-web-begin-button = Начать, { $total } за визит
series-web-begin-note = Любой визит можно перенести или отменить, расписание в целом изменить или остановить. Новую цену мы сначала предложим: без Вашего согласия она не действует.
    .thou = Любой визит можно перенести или отменить, расписание в целом изменить или остановить. Новую цену мы сначала предложим: без твоего согласия она не действует.
series-web-begin-other = Цена визита изменилась. Ниже она новая.

series-web-price = Цена визита { $total }.
series-web-coming = Ближайшие визиты
series-web-none = Визитов впереди нет.
series-web-visit = Визит
series-web-change = Изменить
series-web-state-planned = запланирован
series-web-state-moved = перенесён отдельно
series-web-state-for-holiday = перенесён с праздника
series-web-state-waiting = время за Вами, бригаду назовём ближе к дню
    .thou = время за тобой, бригаду назовём ближе к дню
series-web-state-clash = ищем, кто сможет приехать
series-web-state-under-way = уже идёт или прошёл
series-web-state-cancelled = отменён
series-web-state-holiday = праздник, не приезжаем
series-web-state-no-day = праздник, рядом нет свободного дня
series-web-state-asked = праздник: скажите, приезжать ли
    .thou = праздник: скажи, приезжать ли

series-web-offer-title = Новая цена
series-web-offer = С { $from } визит стоил бы { $new } вместо { $old }. До Вашего согласия действует прежняя цена.
    .thou = С { $from } визит стоил бы { $new } вместо { $old }. До твоего согласия действует прежняя цена.
series-web-offer-until = Ответьте, пожалуйста, до { $until }.
    .thou = Ответь, пожалуйста, до { $until }.
series-web-offer-yes = Согласиться
series-web-offer-no = Не соглашаться
series-web-offer-accepted = { $new } с { $from }: согласие получено.
series-web-offer-refused = { $new } с { $from }: отказ.
series-web-offer-unanswered = { $new } с { $from }: ответа к сроку не было.
series-web-offer-withdrawn = { $new } с { $from }: предложение снято, потому что план стал другим.
series-web-ends-offer = Предложенная цена с этим изменением отпадает: она была о прежней.

series-web-edits = Изменить расписание
series-web-pause = Пауза
series-web-pause-from = С какого дня не приезжать
series-web-pause-until = По какой день
series-web-holidays = Праздники и перенесённые дни
series-web-stop = Остановить
series-web-stop-from = С какого дня визитов больше не нужно
series-web-show = Показать, что изменится
series-web-calendar-link = Визиты в Вашем календаре
    .thou = Визиты в твоём календаре

series-web-change-title = Изменить визит
series-web-scope = Что меняем
series-web-scope-only = Только этот визит
series-web-scope-following = Этот и все следующие
series-web-scope-all = Все будущие визиты
series-web-at = Начало
series-web-for-only = Если меняем один визит
series-web-date = День
series-web-for-following = Если меняем несколько
series-web-every = Как часто
series-web-weekdays = Дни недели
series-web-cancel-one = Отменить этот визит
series-web-keep-one = Приехать и в праздник
series-web-back-one = Вернуть как по расписанию
series-web-change-note = Сначала покажем каждый визит с ценой. Пока Вы не сохраните, ничего не меняется.
    .thou = Сначала покажем каждый визит с ценой. Пока ты не сохранишь, ничего не меняется.

series-web-preview-title = Что изменится
series-web-nothing = Ни один визит не изменится.
series-web-kept = { $n ->
    [one] Ещё { $n } визит остаётся как есть.
    [few] Ещё { $n } визита остаются как есть.
   *[many] Ещё { $n } визитов остаются как есть.
 }
series-web-clashes-count = { $n ->
    [one] Для { $n } визита пока никто не свободен. Мы найдём, кто приедет, и сообщим.
   *[other] Для { $n } визитов пока никто не свободен. Мы найдём, кто приедет, и сообщим.
 }
series-web-free = Само изменение бесплатно.
series-web-fee = За изменение: { $fee }, по условиям Вашего расчёта.
    .thou = За изменение: { $fee }, по условиям твоего расчёта.
series-web-save = Сохранить
series-web-leave = Оставить как было
series-web-otherwise = Пока Вы смотрели, что-то изменилось. Вот как это выглядит теперь.
    .thou = За это время что-то изменилось. Вот как это выглядит теперь.
series-web-effect-moved = перенос
series-web-effect-repriced = другая цена
series-web-effect-cancelled = отмена
series-web-effect-added = новый визит
series-web-effect-crew = другие люди
series-web-by-house = За счёт дома: клиент не платит ни за перенос, ни за отмену
series-web-crew = Кто приезжает, когда свободны
series-web-effect-clash = Пока никто не свободен: ищем.
series-web-effect-holiday = Из-за праздника.
series-web-effect-fee = Плата { $fee }.

series-web-list-overline = Постоянные клиенты
series-web-list-none = Расписаний пока нет. Клиент начинает его со страницы визита, менеджер тоже.
series-web-column-client = Клиент
series-web-column-rhythm = Как часто
series-web-column-since = С какого дня
series-web-more = Дальше
series-web-clashes-wait = { $n ->
    [one] { $n } визит ждёт решения: никто не свободен
    [few] { $n } визита ждут решения: никто не свободен
   *[many] { $n } визитов ждут решения: никто не свободен
 }
series-web-clashes-title = Никто не свободен
series-web-clashes-none = Для всех визитов есть кому поехать.
series-web-clashes-lead = Выберите другое время этого дня, освободите людей и попробуйте ещё раз или отмените визит за счёт дома.
series-web-clash-no-times = В этот день никто не свободен ни в какое время.
series-web-clash-again = Попробовать ещё раз
series-web-clash-cancel = Отменить за счёт дома
series-web-clash-still = Здесь то, для чего по-прежнему никто не свободен.
series-web-price-title = Новая цена
series-web-price-from = С какого дня
series-web-price-button = Предложить цену по нынешнему прейскуранту

series-web-calendar = Календарь
series-web-calendar-client = Визиты
series-web-calendar-person = Мои визиты
series-web-calendar-lead = Добавьте адрес в свой календарь, и визиты появятся в нём сами, с переносами и отменами.
    .thou = Добавь адрес в свой календарь, и визиты появятся в нём сами, с переносами и отменами.
series-web-calendar-address = Адрес для подписки
series-web-calendar-make = Получить адрес
series-web-calendar-anew = Новый адрес вместо этого
series-web-calendar-end = Закрыть доступ
series-web-calendar-note = У кого есть адрес, тот видит время визитов. Имён, улиц и квартир в календаре нет.
series-web-work = Мой день

problem-series-unknown = Такого расписания нет
problem-series-past = Что прошло, уже не изменить
problem-series-day-unknown = В этот день визита по расписанию нет
problem-series-otherwise = Пока Вы смотрели, что-то изменилось. Откройте расписание ещё раз
    .thou = За это время что-то изменилось. Открой расписание ещё раз
problem-series-house-calls-off = Визит отменяем мы: сначала найдите клиенту, что вместо него, на странице этого визита
problem-price-offer-unknown = Такого предложения нет
problem-price-offer-over = На это предложение уже ответили, или его срок прошёл
problem-price-offer-same = По нынешнему прейскуранту цена та же
problem-price-offer-open = Одно предложение уже ждёт ответа
problem-calendar-unknown = Такого календаря нет, или доступ к нему закрыт
fault-series-far = не дальше года вперёд
fault-series-soon = не раньше { $from }
