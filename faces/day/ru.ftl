# Стол менеджера: день, сообщения, часы дома.
# used: day-away-* day-case-* day-fact-* day-class-* day-channel-* day-state-*
# Это читает стол.
# formal: day-*
day-rail-day = Сегодня
day-rail-mailbox = Сообщения
day-rail-clock = Часы дома
day-rail-waits = ждёт: { $n }
day-today = Сегодня
day-title = День
day-booked = Записали: { $client }, { $when }, сообщение клиенту уже уходит
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
day-figure-open = не хватает людей
day-open = Нет людей
day-open-visits = { $n ->
    [one] { $n } визит
    [few] { $n } визита
   *[many] { $n } визитов
 }
day-box-open = не хватает: { $n }
day-figure-redos = { $n ->
    [one] переделка
    [few] переделки
   *[many] переделок
 }
day-waiting = Ждут Вас
day-waiting-late-start = { $client }: опаздывают, визит уже должен идти, а никто не выехал. Позвоните людям и откройте происшествие: клиенту скажем вместе с выходом.
day-waiting-late-arranged = { $client }: опаздывают, выход уже устроен, но никто не выехал. Позвоните людям.
day-waiting-late-way = { $client }: опаздывают, обещанное время прошло. Позвоните людям: новое время они отметят в телефоне, и клиент его узнает.
day-waiting-open-incident = Открыть происшествие
day-waiting-incident = К происшествию
day-waiting-slips = { $client }: прошлый визит длится дольше, будут около { $eta }. Клиент это знает и может выбрать другое время.
day-waiting-slips-untold = { $client }: прошлый визит длится дольше, будут около { $eta }. Клиенту ещё не сказано: позвоните.
day-waiting-missed = { $client }: визит не состоялся. Позвоните клиенту и назначьте новое время.
day-waiting-redo = { $client }: переделка принята, свободных людей не нашлось. Назначьте время сегодня.
day-waiting-unanswered = { $n ->
    [one] { $n } заявка осталась без ответа дольше обещанного. Ответьте сейчас.
    [few] { $n } заявки остались без ответа дольше обещанного. Ответьте сейчас.
   *[many] { $n } заявок остались без ответа дольше обещанного. Ответьте сейчас.
 }
day-waiting-requests = { $n ->
    [one] { $n } заявка ждёт ответа. Ответьте тем, кто ждёт дольше.
    [few] { $n } заявки ждут ответа. Ответьте тем, кто ждёт дольше.
   *[many] { $n } заявок ждут ответа. Ответьте тем, кто ждёт дольше.
 }
day-waiting-silent = { $n ->
    [one] О { $n } задаче никто не слышал дольше её срока. Узнайте и напишите.
    [few] О { $n } задачах никто не слышал дольше их срока. Узнайте и напишите.
   *[many] О { $n } задачах никто не слышал дольше их срока. Узнайте и напишите.
 }
day-waiting-untold-over = { $n ->
    [one] { $n } неделя проекта закончилась молча. Отправьте отчёт.
    [few] { $n } недели проектов закончились молча. Отправьте отчёты.
   *[many] { $n } недель проектов закончились молча. Отправьте отчёты.
 }
day-waiting-untold = { $n ->
    [one] { $n } неделя проекта вот-вот закончится молча. Отправьте отчёт.
    [few] { $n } недели проектов вот-вот закончатся молча. Отправьте отчёты.
   *[many] { $n } недель проектов вот-вот закончатся молча. Отправьте отчёты.
 }
day-waiting-calendars = { $n ->
    [one] { $n } календарь семьи не читается, и комната закрыта весь день. Спросите новый адрес.
    [few] { $n } календаря семей не читаются, и комнаты закрыты весь день. Спросите новые адреса.
   *[many] { $n } календарей семей не читаются, и комнаты закрыты весь день. Спросите новые адреса.
 }
day-waiting-incidents = { $n ->
    [one] { $n } происшествие ждёт выхода. Найдите его сейчас.
    [few] { $n } происшествия ждут выхода. Найдите его сейчас.
   *[many] { $n } происшествий ждут выхода. Найдите его сейчас.
 }
day-waiting-incidents-untold = { $n ->
    [one] { $n } происшествие: выход есть, а клиенту ещё не сказано. Напишите или позвоните.
    [few] { $n } происшествия: выход есть, а клиентам ещё не сказано. Напишите или позвоните.
   *[many] { $n } происшествий: выход есть, а клиентам ещё не сказано. Напишите или позвоните.
 }
day-waiting-incidents-call = { $n ->
    [one] { $n } звонок о происшествии поставлен, и никто ещё не позвонил. Позвоните сейчас.
    [few] { $n } звонка о происшествиях поставлены, и никто ещё не позвонил. Позвоните сейчас.
   *[many] { $n } звонков о происшествиях поставлено, и никто ещё не позвонил. Позвоните сейчас.
 }
day-waiting-job-asked = Исполнитель ещё не ответил, возьмётся ли. Позвоните ему.
day-waiting-job-unread = Исполнитель берётся, но не подтвердил правила. Перешлите ему ссылку.
day-waiting-job-refused = Исполнитель отказался. Найдите другого.
day-waiting-take = Взять
day-case-remark = { $client }: в ответе на вопрос может быть замечание. Прочтите и ответьте.
day-case-complaint = { $client }: просьба переделать. Позвоните и узнайте, всё ли решено.
day-case-late = { $client }: просьба о переделке пришла после суток. Напишите сегодня, с решением.
day-case-owned = { $case } Ведёт { $who }
day-pick = Показать день
day-pick-go = Показать
day-waiting-unstaffed = { $client }, { $when }: не хватает людей ({ $n }). Назначьте из допущенных.
day-waiting-alarm = { $client }, { $when }: не хватает людей ({ $n }), поэтому напоминание клиенту не ушло. Найдите замену сейчас.
day-waiting-news = Сказать клиенту, с решением
day-waiting-choose = Выбрать время с клиентом
day-waiting-stuck = { $client }: сообщение не ушло ({ $about }). Дом пробует ещё. Если срочно, позвоните.
day-waiting-refused = { $client }: почта не приняла сообщение ({ $about }). Позвоните и прочтите его.
day-waiting-expiring = { $who }: { $stage } до { $until }. Продлите, иначе визиты после этого дня останутся без человека.
day-tasks-title = Что дом не смог сделать сам
day-tasks-lead = Дом пробовал много раз и отложил. Устраните причину и попробуйте ещё, или скажите, что это больше не нужно.
day-tasks-none = Отложенного нет: всё, что дом делает сам, сделано.
day-tasks-more = Показаны последние. Разберите их, и появятся остальные.
day-task-retry = Попробовать ещё
day-task-drop = Больше не нужно
day-message-pass-on = Передал по телефону
day-message-passed-on = Передано по телефону.
day-message-was-refused = Канал не принял, лежит здесь. Прочтите клиенту по телефону.
day-message-waits = Ждёт утра, чтобы не будить: до { $until }.
day-message-waits-day = { $n ->
    [0] На сегодня сообщений такого рода довольно: ждёт до { $until }.
    [one] Сегодня клиенту уже ушло { $n } сообщение, больше в день дом не пишет: ждёт до { $until }.
    [few] Сегодня клиенту уже ушло { $n } сообщения, больше в день дом не пишет: ждёт до { $until }.
   *[many] Сегодня клиенту уже ушло { $n } сообщений, больше в день дом не пишет: ждёт до { $until }.
 }
day-message-waits-advert = Предложение недавно уже было: ждёт до { $until }.
day-message-sent-at = отправлено { $at }
day-message-queued-until = ждёт до { $at }
day-waiting-find = Найти время
day-waiting-uncleared = { $who }: допуска больше нет, а визит { $when } впереди. Назначьте замену.
day-waiting-task = Дом не смог сделать сам: { $task }. Причина: { $reason }
day-empty = На этот день нет ни смен, ни визитов. Смены ставятся на странице
day-empty-shifts = «Смены»
day-no-shift = вне смены
day-client-gone = Клиент, данные удалены
day-person-gone = Бывший сотрудник
day-box-way = едут к { $eta } · { $district }
day-box-live = { $done } из { $all } · { $district }
day-box-redo = переделка · { $district }
day-box-hold = время держим
day-away-ill = болеет
day-away-holiday = отпуск
day-away-other = не работает
day-legend = Обозначения
day-legend-plan = запланировано
day-legend-live = в пути и в работе
day-legend-done = готово; без полоски — время держим
day-legend-redo = переделка, опаздывают, нет людей
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
day-state-confirmed = подтверждено
day-state-locked_out = не открыли
day-state-skipped = пропущено
day-state-en_route = в пути
day-state-in_progress = идёт
day-state-done = готово
day-state-cancelled = отменено
day-state-late = опаздывают
day-state-slips = будут около { $eta }
day-state-missed = не состоялся
day-state-of-redo = переделка, { $state }
day-card-open = Открыть визит
day-key-client = карточка клиента
day-key-days = день раньше, день позже
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
day-card-answer = Ответ клиента
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
day-fact-visits-visit_confirmed = Визит подтверждён.
day-fact-visits-visit_moved = Визит перенесён.
day-fact-visits-crew_changed = Состав изменён.
day-fact-visits-visit_late = Предупредили об опоздании.
day-fact-visits-visit_skipped = Визит пропущен.
day-fact-visits-visit_locked_out = Не открыли дверь.
day-fact-visits-damage_reported = Мастер записал поломку.
day-fact-booking-agreement_amended = Договорённость изменена.
day-fact-booking-agreement_made = Договорились: цена, время и люди.
day-fact-billing-invoice_issued = Выставлен счёт.
day-fact-billing-invoice_withdrawn = Счёт отозван.
day-fact-billing-invoice_paid = Счёт оплачен.
day-fact-billing-change_proposed = Предложено изменить договорённость.
day-fact-billing-change_accepted = Клиент согласился на изменение.
day-fact-billing-change_declined = Клиент отказался от изменения.
day-fact-aftercare-redo_opened = Переделка принята, бесплатно.
day-fact-aftercare-redo_planned = Время переделки назначено.
day-fact-aftercare-redo_asked_late = Просьба о переделке пришла после суток, решение за менеджером.
day-fact-aftercare-redo_waits = Переделка снова ждёт времени.
day-fact-aftercare-redo_closed = Клиент передумал, переделка не нужна.
day-fact-aftercare-case_opened = Открыто обращение.
day-fact-aftercare-case_taken = Обращение взято.
day-fact-aftercare-case_answered = Клиенту ответили.
day-fact-aftercare-case_closed = Обращение закрыто.
day-fact-notices-visit_unstaffed = Накануне не хватало людей, напоминание не ушло.
day-fact-notices-times_offered = Держим для клиента два времени на выбор.
day-fact-notices-arrival_moved = Прошлый визит длится дольше, будут около { $eta }.
day-fact-notices-offer_settled = Выбор из двух времён закончен.
day-fact-aftercare-answer_given = Клиент ответил на вопрос после визита.
day-fact-households-client_welcomed = Новый клиент.
day-fact-scheduling-slot_held = Время отложено.
day-fact-scheduling-hold_ended = Отложенное время освободилось.
day-guest = гость
day-supplier = { $name }, исполнитель
day-supplier-forgotten = исполнитель
day-mailbox-overline = Что сказал дом
day-mailbox-title = Сообщения
day-mailbox-caption = Сообщения дома, новые сверху
day-mailbox-empty = Дом ещё никому не писал. Первое сообщение появится с первой заявкой.
day-mailbox-pages = Страницы сообщений
day-mailbox-older = Раньше
day-mailbox-newest = К новым
day-class-households-code = Код подтверждения
day-class-booking-code = Код и ссылка для заказа
day-class-booking-confirmed = Визит подтверждён
day-class-visits-on_the_way = К клиенту выехали
day-class-aftercare-done = Готово, отчёт и вопрос
day-class-aftercare-redo = Переделка: когда и кто
day-class-aftercare-redo_waits = Переделка принята, время назначит менеджер
day-class-aftercare-redo_late = Переделка после суток: решение за менеджером
day-class-notices-arrival = Приедут позже: новое время или выбор из двух
day-class-notices-way_corrected = В пути: другое время приезда
day-class-aftercare-case_answer = Ответ на слова клиента
day-class-notices-reminder = Напоминание накануне
day-class-notices-moved = Визит перенесён
day-class-notices-cancelled = Визит отменён
day-class-notices-locked_out = Не открыли дверь
day-class-notices-crew_changed = Придут другие
day-class-notices-times_offered = Два времени на выбор
day-class-billing-invoice = Счёт
day-class-billing-change = Изменить договорённость: решать клиенту
day-class-series-changed = Расписание визитов
day-class-series-date_open = На день визита никого не нашли
day-class-series-date_found = На день визита нашли людей
day-class-series-price_offered = Новая цена: решать клиенту
day-class-households-phone_changed = Телефон изменён
day-class-households-telegram_joined = Подключён Telegram
day-class-households-max_joined = Подключён MAX
day-class-conversations-reply = Ответ менеджера
day-class-conversations-stranger_answer = Ответ незнакомому
day-class-conversations-word = Слово менеджера
day-class-projects-approval = Сумма или решение: слово за клиентом
day-class-projects-reply = Ответ по проекту
day-class-projects-word = Слово по проекту
day-class-projects-job_word = Слово исполнителю
day-class-projects-report = Отчёт о проекте за неделю
day-class-incidents-told = Плохая новость вместе с решением
day-class-updates-digest = Сводка дня
day-class-concierge-taken = Заявка принята: кто ответит и когда
day-class-concierge-concepts = Решения на выбор
day-class-suppliers-asked = Работа исполнителю: взять или отказаться
day-class-suppliers-needs_anew = Работа исполнителя: прочесть ещё раз, о чём просит дом
day-class-suppliers-withdrawn = Работа исполнителя снята
day-class-aftercare-work_done = Сделано: отчёт и вопрос
day-class-aftercare-work_answer = Ответ на слова о работе
day-class-aftercare-changed = Вы сказали, мы изменили
day-class-care-proposal = Предложение заранее
day-class-other = Сообщение
day-channel-mailbox = почтовый ящик дома
day-channel-email = электронная почта
day-channel-telegram = Telegram
day-channel-max = MAX
day-channel-sms = СМС
day-channel-chat = страница клиента
day-message-read = Клиент прочёл на своей странице.
day-message-unproved = Ни один канал не подтвердил доставку. Прочтите клиенту по телефону.
day-try-delivered = Дошло. Канал: { $channel }. { $proof }
day-try-taken = Канал принял: { $channel }. Знака, что дошло, пока нет.
day-try-lost = Канал принял, но не доставил: { $channel }.
day-try-refused = Канал не принял: { $channel }.
day-try-asked = Канал спросили, ответа пока нет: { $channel }.
day-message-queued = в очереди
day-message-sent = отправлено
day-message-dropped = не понадобилось
day-message-text = Текст сообщения
day-message-way = Как дошло
day-message-went = Доставлено. Канал: { $channel }. { $proof }
day-message-untrue = Не отправлено: к этому времени уже не было верно.
day-message-caused = Поставлено в очередь вместе с делом.
day-message-no-text = Текста ещё нет, или он удалён вместе с данными клиента.
day-message-code-hidden = Код видит только клиент: с ним открывается его страница.
day-message-code-guest = Код заявки гостя. Если сообщение не дошло, прочтите его звонящему.
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
day-case-asker = человек, который что-то у нас просил
