# Разговор с менеджером: страница клиента, входящие на столе.
# used: problem-* fault-* conversations-place-* conversations-kind-* conversations-day-*

problem-talk-unknown = Такого разговора нет
problem-talk-meanwhile = Пока Вы писали, пришло новое. Прочтите его и отправьте ещё раз: текст остался на месте.
problem-talk-not-theirs = Этого клиента ведёт другой менеджер. Чтобы написать, возьмите разговор себе и скажите, почему.
problem-talk-nobody = Сейчас написать некому. Позвоните нам, пожалуйста.

fault-not-hours = часы не читаются. Напишите, например, 9:00–13:00, 14:00–18:00
fault-same-person = заместитель и менеджер это один человек
fault-too-late = не позже { $latest }

conversations-rail = Входящие
conversations-rail-managers = Менеджеры
conversations-back-home = К Вашей странице
conversations-talk-title = Ваш менеджер
conversations-talk-empty = Здесь будет всё, что мы напишем друг другу. Пишите как удобно: коротко, длинно, в любое время.
conversations-said = Переписка
conversations-older = Раньше
conversations-newest = К последним словам
conversations-you = Вы
conversations-we = Мы
conversations-new = новое
conversations-call-held = Поговорили по телефону.
conversations-no-words = Пришло то, что мы здесь не читаем: фото, голос или файл.
conversations-your-words = Что передать менеджеру
conversations-send = Отправить
conversations-deputy = Когда менеджера нет, отвечает { $name }
conversations-reach-now = { $name } сейчас на связи
conversations-reach-from = { $name } ответит { $at }
conversations-reach-none = Ответим, как только сможем
conversations-by-clock = По часам { $zone }
conversations-every-day = каждый день
conversations-day-0 = понедельник
conversations-day-1 = вторник
conversations-day-2 = среда
conversations-day-3 = четверг
conversations-day-4 = пятница
conversations-day-5 = суббота
conversations-day-6 = воскресенье
conversations-place-site = на сайте
conversations-place-telegram = в Telegram
conversations-place-max = в MAX
conversations-place-email = письмом
conversations-place-phone = по телефону
conversations-place-in_person = лично
conversations-place-desk = за столом
conversations-kind-note = заметка
conversations-kind-call = звонок
conversations-kind-meeting = встреча
conversations-kind-handover = передача

conversations-inbox-overline = Кто ждёт нашего слова
conversations-inbox-caption = Разговоры, в которых ждут ответа, дольше всех ждущие сверху
conversations-shelves = Какие разговоры показать
conversations-shelf-waiting = Ждут
conversations-shelf-put-off = Отложены
conversations-called = Вас зовут
conversations-none-waiting = Никто не ждёт. Новое появится, когда клиент напишет или подойдёт срок отложенного.
conversations-none-put-off = Ничего не отложено.
conversations-column-since = Ждут с
conversations-column-until = Отложено до
conversations-column-client = Клиент
conversations-column-words = Последние слова
conversations-column-manager = Менеджер
conversations-more = Дальше
conversations-client-gone = Клиент, данные удалены
conversations-back-inbox = Ко всем входящим
conversations-strangers = Незнакомые
conversations-strangers-none = От незнакомых ничего нет.
conversations-strangers-lead = Написали нашему боту, но мы не знаем кто. Ответить туда нельзя: человек не связал мессенджер со своей страницей.
conversations-stranger-done = Разобрано
conversations-desk-empty = Здесь ещё ничего не сказано. Первое слово может быть Вашим.
conversations-waits-since = Клиент ждёт с { $at }
conversations-due-since = Вернуться к разговору: { $at }
conversations-put-off-until = Отложено до { $at }
conversations-writes = { $name } сейчас пишет здесь
conversations-looks = { $name } сейчас смотрит этот разговор
conversations-answer = Ответ клиенту
conversations-draft = Оставить черновиком
conversations-note-title = Заметка, звонок, встреча
conversations-note-kind = Что это
conversations-note-words = Что запомнить. Клиент этого не видит; @имя позовёт коллегу
conversations-keep = Сохранить
conversations-take-title = Клиента ведёт другой менеджер
conversations-take-lead = Если написать нужно сейчас, возьмите разговор себе. Менеджер и заместитель увидят Вашу заметку.
conversations-handover-note = Заметка тем, кого это касается
conversations-take = Взять разговор
conversations-deputy-label = Заместитель
conversations-taken-label = Пока пишет
conversations-nobody = никто
conversations-resolve = Никто не ждёт
conversations-put-off = Отложить до
conversations-put-off-button = Отложить
conversations-give-title = Передать клиента
conversations-give = Передать
conversations-give-back = Вернуть менеджеру
conversations-looked = Просмотр записан: { $at }, { $who }
conversations-key-answer = к ответу
conversations-key-note = к заметке
conversations-managers-overline = Кто кого ведёт и когда отвечает
conversations-load = { $n ->
    [one] { $n } клиент
    [few] { $n } клиента
   *[many] { $n } клиентов
}
conversations-hours-title = Изменить часы
conversations-hours-lead = В каждом дне можно несколько промежутков через запятую: 9:00–13:00, 14:00–18:00. Пустая строка это выходной.
conversations-zone = По чьим часам

# Чат на сайте.
# used: conversations-chat-*
conversations-chat-title = Напишите нам
conversations-chat-now = Отвечает человек, обычно в полминуты. Можно закрыть страницу и вернуться: ответ будет здесь.
conversations-chat-from = Сейчас никого нет на месте. Ответим с { $at }. Оставьте телефон или почту, если удобнее получить ответ там.
conversations-chat-never = Сейчас никого нет на месте. Оставьте телефон или почту, мы ответим.
conversations-chat-words = Сообщение
conversations-chat-reach = Телефон или почта
conversations-chat-leave = Оставить
conversations-chat-reached = Записали. Ответим туда.
conversations-chat-closed = Разговор окончен.
conversations-chat-anew = Написать снова
conversations-chat-kept = Разговор видим только Вы и мы. Через месяц после его окончания он стирается.
conversations-chat-visitor = Посетитель
conversations-chats = Чат на сайте
conversations-chats-none = Никто не пишет с сайта.
conversations-chat-one = Посетитель сайта
conversations-chat-all = Все разговоры
conversations-chat-page = Страница
conversations-chat-waits = ждёт
conversations-chat-reach-desk = Просит ответить сюда
conversations-chat-answer = Ответ
conversations-chat-close = Закончить разговор
conversations-chat-closed-desk = Разговор окончен, через месяц он стирается.
conversations-chat-pace = Как быстро отвечаем
conversations-chat-pace-house = Дом
conversations-chat-pace-of = половина ответов быстрее { $median }, девятнадцать из двадцати быстрее { $p95 }; всего ответов { $n }
conversations-chat-seconds = { $n } с
