# Звонки: кто звонит, кому перезвонить, что сказать; встречи.
# used: calls-in-* calls-out-* calls-origin-* calls-outcome-* problem-* fault-*
calls-rail = Звонки
calls-overline = Телефон
calls-title = Звонки
calls-prepared = Кто ждёт нас сейчас
calls-choose = Подобрать услугу
calls-tasks = Позвонить
calls-tasks-none = Звонить никому не нужно.
calls-why-missed = { $n ->
    [one] Не ответили на звонок
    [few] Не ответили на { $n } звонка
   *[many] Не ответили на { $n } звонков
 }
calls-why-message = Просит звонить, а не писать
calls-words = Что сказать
calls-call = Позвонить
calls-outcome-reached = Поговорили
calls-outcome-left_word = Оставили сообщение
calls-outcome-again = Не дозвонились
calls-again = Попробовать снова через
calls-tries = { $n ->
    [one] Звонили { $n } раз
    [few] Звонили { $n } раза
   *[many] Звонили { $n } раз
 }
calls-clock-left = Осталось { $left } рабочего времени, до { $due }
calls-clock-late = Опаздываем на { $late } рабочего времени, обещали до { $due }
calls-clock-again = Попробуем снова { $at }
calls-meetings = Встречи
calls-meetings-none = На две недели вперёд встреч нет.
calls-meeting-at = День и время
calls-meeting-off = Отменить
calls-meeting-asker = По заявке
calls-latest = Последние звонки
calls-latest-none = Звонков ещё не было.
calls-older = Более ранние
calls-column-when = Когда
calls-column-who = Кто
calls-column-what = Чем кончилось
calls-column-manager = Встречает
calls-nobody = Номер скрыт
calls-by-request = По заявке: { $name }
calls-in-ringing = Звонит
calls-in-talking = Разговор идёт
calls-in-talked = Поговорили
calls-in-missed = Не ответили
calls-out-ringing = Звоним
calls-out-talking = Разговор идёт
calls-out-talked = Мы позвонили
calls-out-missed = Не дозвонились
calls-origin-petersburg = городской, Петербург
calls-origin-region = городской, Ленинградская область
calls-origin-moscow = городской, Москва
calls-origin-mobile = мобильный, Россия
calls-origin-company = бесплатный номер, чья-то компания
calls-origin-russia = городской, Россия, код { $code }
calls-origin-abroad = из-за границы { $code }
calls-numbers = Внутренние номера
calls-numbers-lead = По ним видно, кто взял трубку.
calls-number-keep = Сохранить
problem-call-task-ended = Этот звонок уже закрыт
fault-not-an-extension = До восьми цифр
fault-extension-taken = Этот номер у другого человека
fault-no-day-and-time = Не похоже на день и время
fault-not-ahead = Время встречи впереди, не дальше полугода
