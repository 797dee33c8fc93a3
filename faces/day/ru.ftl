# Стол менеджера: день, сообщения, часы дома.
# used: day-fact-* day-class-* day-channel-* day-state-*
day-rail-day = Сегодня
day-rail-mailbox = Сообщения
day-rail-clock = Часы дома
day-today = Сегодня
day-title = День
day-before = Днём раньше
day-after = Днём позже
day-live = Ход дня, обновляется само
day-region = Ход дня, прокручивается вбок
day-picture = День по людям, с { $from }:00 до { $to }:00
day-figure-visits = { $n ->
    [one] визит
    [few] визита
   *[many] визитов
 }
day-figure-done = { $n ->
    [one] завершён
   *[many] завершено
 }
day-figure-going = в пути и в работе
day-figure-redos = { $n ->
    [one] переделка
    [few] переделки
   *[many] переделок
 }
day-waiting = Ждут Вас
day-waiting-late = { $client }: просьба о переделке пришла после суток (гарантия закрылась { $closed }). Напишите сегодня, с решением.
day-waiting-redo = { $client }: переделка принята, свободных людей не нашлось. Назначьте время сегодня.
day-waiting-find = Найти время
day-waiting-uncleared = Допуск отозван: { $who }, визит { $when }
day-waiting-task = Дом не смог сделать сам: { $task }. Причина: { $reason }
day-empty = На этот день нет ни смен, ни визитов. Смены ставятся на странице
day-empty-people = «Люди»
day-no-shift = вне смены
day-client-gone = Клиент, данные удалены
day-person-gone = Бывший сотрудник
day-box-way = едут к { $eta } · { $district }
day-box-live = { $done } из { $all } · { $district }
day-box-redo = переделка · { $district }
day-box-hold = время держим
day-box-leave = отсутствует
day-legend = Обозначения
day-legend-plan = запланировано
day-legend-live = в пути и в работе
day-legend-done = готово; без полоски — время держим
day-legend-redo = переделка
day-legend-way = дорога
day-list = Тот же день списком
day-list-caption = Визиты дня по времени начала
day-list-empty = Визитов в этот день нет.
day-list-order = Оформить заказ по звонку
day-column-time = Время
day-column-client = Клиент
day-column-district = Район
day-column-crew = Кто
day-column-state = Состояние
day-column-to = Кому
day-column-about = О чём
day-column-channel = Канал
day-state-planned = запланировано
day-state-en_route = в пути
day-state-in_progress = идёт
day-state-done = готово
day-state-cancelled = отменено
day-state-of-redo = переделка, { $state }
day-card-since = Клиент с { $year } года
day-card-service = Услуга
day-card-visit = { $service }
day-card-redo = { $service }, переделка бесплатно
day-card-when = Когда
day-card-crew = Кто
day-card-address = Адрес
day-card-total = Итого
day-card-redo-waits = Переделка
day-card-redo-waits-words = принята, ждёт времени
day-card-ask-redo = Переделать: клиент позвонил
day-card-facts = Что было
day-card-no-facts = Пока ничего. Первая запись появится, когда к клиенту выедут.
day-looked = Просмотр записан: { $at }, { $who }
day-fact-by = { $fact } { $who }
day-fact-other = Запись по делу визита.
day-fact-visits-visit_planned = Визит запланирован.
day-fact-visits-visit_set_off = Выехали, будут около { $eta }.
day-fact-visits-visit_started = Начали работу.
day-fact-visits-visit_finished = Работа закончена, отчёт готов.
day-fact-visits-visit_cancelled = Визит отменён.
day-fact-booking-agreement_made = Договорились: цена, время и люди.
day-fact-aftercare-redo_opened = Переделка принята, бесплатно.
day-fact-aftercare-redo_planned = Время переделки назначено.
day-fact-aftercare-redo_asked_late = Просьба о переделке пришла после суток, решение за менеджером.
day-fact-aftercare-answer_given = Клиент ответил на вопрос после визита.
day-fact-households-client_welcomed = Новый клиент.
day-fact-scheduling-slot_held = Время отложено.
day-fact-scheduling-hold_ended = Отложенное время освободилось.
day-guest = гость
day-mailbox-overline = Что сказал дом
day-mailbox-title = Сообщения
day-mailbox-caption = Сообщения дома, новые сверху
day-mailbox-empty = Дом ещё никому не писал. Первое сообщение появится с первой заявкой.
day-mailbox-pages = Страницы сообщений
day-mailbox-older = Раньше
day-mailbox-newest = К новым
day-class-households-code = Код подтверждения
day-class-booking-confirmed = Визит подтверждён
day-class-visits-on_the_way = К клиенту выехали
day-class-aftercare-done = Готово, отчёт и вопрос
day-class-aftercare-redo = Переделка: когда и кто
day-class-aftercare-redo_waits = Переделка принята, время назначит менеджер
day-class-aftercare-redo_late = Переделка после суток: решение за менеджером
day-class-other = Сообщение
day-channel-mailbox = почтовый ящик дома
day-channel-email = электронная почта
day-message-queued = в очереди
day-message-sent = отправлено
day-message-dropped = не понадобилось
day-message-text = Текст сообщения
day-message-way = Как дошло
day-message-went = Отправлено. Канал: { $channel }.
day-message-untrue = Не отправлено: к этому времени уже не было верно.
day-message-caused = Поставлено в очередь вместе с делом.
day-message-no-text = Текста ещё нет, или он удалён вместе с данными клиента.
day-clock-title = Часы дома
day-clock-own = Свои часы
day-clock-real = Настоящее время
day-clock-own-lead = Дом живёт по этим часам: сообщения, отложенное время, сутки гарантии. Переведите их, и всё, что должно случиться за это время, случится по порядку.
day-clock-real-lead = Этот дом живёт по настоящему времени, переводить его некому. Часы переводятся только там, где у дома с первого дня свои.
day-clock-date = { $day } { $year } года
day-clock-ahead = Перевести вперёд
day-clock-hour = На час
day-clock-day = На день
day-clock-to = К выбранному времени
day-clock-to-day = День
day-clock-to-time = Время
day-clock-set = Перевести
