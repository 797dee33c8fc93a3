# Телефон клинера: день и визит.
# used: problem-* visits-notice-*
visits-day = Мой день
visits-day-title = { $n ->
    [0] Сегодня визитов нет
    [1] Один визит
    [2] Два визита
    [3] Три визита
    [4] Четыре визита
    [5] Пять визитов
    [one] { $n } визит
    [few] { $n } визита
   *[many] { $n } визитов
 }
visits-day-sum = С { $from } до { $until }
visits-day-free = Если день изменится, визит появится здесь.
visits-in-order = Визиты по порядку
visits-tomorrow = Завтра
visits-with = вместе: { $names }
visits-client = Клиент: { $name }
visits-no-address = Адрес закрыт
visits-redo = Это бесплатная переделка. Что было не так, подскажет менеджер.
visits-open = Открыть
visits-open-sheet = Открыть лист
visits-open-next = Открыть следующий
visits-next-at = Следующий в { $time }
visits-no-more = Больше визитов на этот день нет
visits-to-day = К моему дню
visits-back = День
visits-sent = Отправлено { $time }
visits-call = Позвонить менеджеру
visits-title = Визит

visits-now-planned = Запланирован
visits-now-way = В пути, к { $time }
visits-now-live = Идёт, { $answered } из { $all }
visits-now-done = Готово
visits-now-cancelled = Отменён
visits-now-confirmed = Подтверждён
visits-now-locked-out = Не открыли дверь
visits-now-skipped = Пропущен
visits-starts = Начало в { $time }
visits-promised = В пути, обещали к { $time }
visits-since = Идёт с { $time }
visits-done-at = Готово в { $time }

visits-step = Следующий шаг
visits-eta = Сколько минут ехать
visits-set-off = Выезжаю
visits-start-note = Клиенту уходит сообщение о времени прибытия
visits-start = Начать
visits-left = { $n ->
    [one] Не отмечен { $n } пункт
    [few] Не отмечены { $n } пункта
   *[many] Не отмечено { $n } пунктов
 }
visits-to-first = К первому из них
visits-all-answered = Отмечено всё
visits-finish = Завершить
visits-sheet = Лист
visits-of = из { $n }
visits-count = { $answered } из { $all }
visits-absent = нет в доме
visits-absent-of = { $item }: нет в доме
visits-row-started = Начали
visits-row-finished = Закончили
visits-row-took = Работали

visits-notice-minutes = Сколько минут ехать: { $fault }
visits-notice-item = Этого пункта в листе нет. Остальные отметки на месте.

problem-visit-unknown = Такого визита нет
    .detail = Возможно, ссылка устарела. Откройте свой день: все визиты там.
problem-visit-elsewhere = { $state ->
    [planned] Визит ещё не начат: сначала «Выезжаю»
    [en_route] К клиенту уже едут
    [in_progress] Визит уже идёт
    [done] Визит уже завершён
    [cancelled] Визит отменён
    [locked_out] Визит закрыт: дверь не открыли
   *[skipped] Визит пропущен
 }
    .detail = Ничего не пропало. Откройте визит ещё раз: там видно, какой шаг следующий.
problem-too-early = Ещё рано: выехать можно с { $from }
problem-not-cleared = Допуск к этой работе сейчас есть не у всех, кто едет, поэтому выехать нельзя. Позвоните менеджеру: он продлит допуск или найдёт замену.
problem-items-left = { $n ->
    [one] Остался { $n } пункт без отметки
    [few] Осталось { $n } пункта без отметки
   *[many] Осталось { $n } пунктов без отметки
 }
    .detail = Отметьте каждый: «сделано» или «нет в доме».
problem-door-wait = Подождите у двери до { $until }
    .detail = Позвоните клиенту и в домофон. Если не откроют, отметьте «Не открыли»: менеджер возьмёт всё на себя.
problem-crew-short = { $n ->
    [one] Не хватает { $n } человека
   *[other] Не хватает { $n } человек
 }
    .detail = Сначала назначьте замену из тех, у кого есть допуск.
problem-crew-full = На этот визит уже назначены все, кто нужен
problem-not-of-the-crew = Этот человек на визит не назначен
problem-person-busy = В это время этот человек занят
