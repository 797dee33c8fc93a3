# Телефон мастера: день и визит.
# used: field-* problem-* fault-* visits-aside-* visits-told-* visits-notice-* visits-why-* visits-pet-* visits-room-* visits-what-if-*
# Это читают мастера и стол.
# formal: visits-client, visits-locked-*, visits-pairs, visits-signed-out, visits-note-mine, visits-gone, visits-phones-*, visits-defaults-desk-*
# formal: problem-visit-elsewhere, problem-not-cleared, problem-items-left, problem-door-wait, problem-crew-short, problem-room-*
# formal: problem-photo-no-before, problem-disk-full
visits-calendar = Визиты в моём календаре
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
visits-client = { $name }, на «вы»
visits-client-thou = { $name }, на «ты»
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

visits-way = Дорога { $length }
visits-entrance = парадная
visits-floor = этаж
visits-intercom = домофон
visits-doors-later = Парадная, этаж и домофон откроются { $time }
visits-memory = Дом помнит
visits-allergy = Аллергия: { $to }
visits-swap = { $part }: не берём. Вместо него { $other }
visits-leave-out = { $part }: не берём, замены нет
visits-not-in = В дом не заносим: { $parts }
visits-closed-hours = { $room }: не входим { $hours }
visits-closed-span = с { $from } до { $until }
visits-closed-unread = Календарь семьи сейчас не читается: комната закрыта, пока не прочитаем
visits-closed = { $room }: не входим
visits-away = Хозяева в отъезде до { $back }, сезон дождей
visits-closed-items = { $n ->
    [one] Это { $n } пункт листа
    [few] Это { $n } пункта листа
   *[many] Это { $n } пунктов листа
 }
visits-why-portal = Записали на своей странице { $date }
visits-why-call = Сказали по телефону { $date }
visits-why-booking = Сказали при заказе { $date }
visits-why-visit = Заметили на визите { $date }
visits-why-message = Написали сами { $date }, подтверждено
visits-pet-cat = Кошка
visits-pet-dog = Собака
visits-pet-bird = Птица
visits-pet-rodent = Грызун
visits-pet-fish = Рыбки
visits-pet-other = Питомец
visits-years = { $n ->
    [0] младше года
    [one] { $n } год
    [few] { $n } года
   *[many] { $n } лет
 }
visits-room-study = Кабинет
visits-room-nursery = Детская
visits-room-dressing = Гардеробная
visits-kept = Соблюли
visits-kept-of = { $what }: соблюли
visits-not-kept = Не вышло
visits-not-kept-of = { $what }: не вышло
visits-proof = Чем подтвердить
visits-proof-photo = Снять, как есть
visits-proof-words = Пара слов: как учли или почему не вышло
visits-proof-withdraw = Убрать слова
visits-bag = Сумка на этот визит
visits-instead-of = вместо «{ $part }»
visits-left-out = { $part }: обходимся без него
visits-unsaid = { $n ->
    [one] Осталось сказать, соблюли ли { $n } просьбу
    [few] Осталось сказать, соблюли ли { $n } просьбы
   *[many] Осталось сказать, соблюли ли { $n } просьб
 }
visits-to-memory = К просьбам дома
visits-finish-anyway = Завершить так
visits-trouble = Если что-то идёт не так
visits-late-legend = Буду через столько минут
visits-late = Сказать новое время
visits-locked-out = Не открыли дверь
visits-locked-note = У двери ждём до { $time }. Звоните клиенту и в домофон.
visits-photos = Фото
visits-pairs = { $n ->
    [0] Сначала снимите «было», потом по его контуру «стало».
    [one] Готова { $n } пара
    [few] Готовы { $n } пары
   *[many] Готово { $n } пар
 }
visits-photo-before = Снять «было»
visits-photo-after = Снять «стало»
visits-photo-again = Переснять «стало»
visits-photo-send = Отправить фото
visits-photo-item = Снять отдельный пункт
visits-photo-which = Какой пункт
visits-photo-of-old = Пункт прежнего листа
visits-shutter = Снять: { $what }
visits-by-outline = Снять по контуру
visits-sending = Отправляем
visits-notes = Заметки
visits-note = Что передать менеджеру
visits-note-send = Записать
visits-note-by = { $name }, { $time }
visits-how = Как делаем
visits-damage-send = Записать поломку
visits-damage-mark = Поломка

visits-all-sent = Всё отправлено. День закончен, спасибо.
visits-saved = на телефоне
visits-sent-mark = отправлено
visits-offline = Нет связи
visits-unsent = { $n ->
    [one] На телефоне { $n } запись
    [few] На телефоне { $n } записи
   *[many] На телефоне { $n } записей
 }
visits-sign-out-unsent = Сначала отправим всё, что на телефоне: нужна связь. Потом можно выйти.
visits-sign-out-offline = Чтобы выйти, нужна связь.
visits-signed-out = Войдите снова, и всё с телефона уйдёт. Ничего не пропало.
visits-photo-here = Фото на телефоне
visits-note-mine = Вы, { $time }
visits-shut = В эту комнату сейчас не входят. Можно отметить «нет в доме».
visits-gone = Визит { $span } передали другому мастеру. Ваши отметки сохранены у менеджера.
visits-aside = { $why } Запись сохранена, её посмотрит менеджер.
visits-aside-unreadable = Запись не читается.
visits-aside-no-such-visit = Такого визита нет.
visits-aside-reassigned = Визит передали другому мастеру.
visits-aside-over = Визит уже закрыт.
visits-aside-after-done = Визит уже был завершён.
visits-aside-not-cleared = Допуска к этой работе тогда не было.
visits-aside-too-early = Так рано не выезжают.
visits-aside-door-wait = У двери ждали меньше, чем нужно.
visits-aside-no-such-item = Этого пункта в листе нет.
visits-aside-room-shut = В эту комнату тогда не входили.
visits-aside-no-such-instruction = Такой просьбы у дома больше нет.
visits-aside-broken = Фото не открывается.
visits-aside-too-many = Фото этого визита уже достаточно.
visits-aside-waits = Ждёт другой записи, а она не пришла.
visits-told-set_off = «Выезжаю»
visits-told-late = Новое время в пути
visits-told-start = «Начать»
visits-told-locked_out = «Не открыли дверь»
visits-told-done = «Завершить»
visits-told-answer = Отметка
visits-told-kept = Просьба дома
visits-told-remark = Слова о просьбе дома
visits-told-note = Заметка
visits-told-damage = Поломка
visits-told-photo = Фото
visits-told-unreadable = Запись
visits-phones = Телефоны
visits-what-if = Что если
visits-what-if-lead = Какие визиты за прошлый год проверили бы водостоки и окна, пока хозяева в отъезде, будь сезон дождей другим. Здесь ничего не меняется: правило живёт в книге дома.
visits-what-if-rain-from = Сезон дождей с (месяц и день, 09-01)
visits-what-if-rain-until = по
visits-what-if-button = Посчитать
visits-what-if-counts = Сейчас: { $stands }, по черновику: { $drafted }
visits-what-if-none = Таких визитов за год не было.
visits-what-if-back = Хозяева были в отъезде до { $back }
visits-what-if-same = Проверили бы и так, и так.
visits-what-if-new = Проверили бы только по черновику.
visits-what-if-gone = По черновику не проверили бы.
visits-what-if-book = Правило в книге дома
visits-phones-none = Всё, что прислали телефоны мастеров, учтено.
visits-phones-lead = Это телефоны прислали, но в визит оно не вошло. Ничего не пропало: посмотрите и решите, что сделать.
visits-phones-visit = Открыть визит
visits-phones-settle = Разобрано
visits-phones-take-in = Учесть в визите
visits-phones-still = Учесть не получилось. { $why }
visits-phones-more = Есть и другие: они появятся, когда эти будут разобраны.

visits-notice-photo = Фото: { $fault }
visits-notice-note = Заметка: { $fault }
visits-notice-memory = Такой просьбы у дома уже нет
visits-notice-code = Такого пункта в листе нет

visits-notice-minutes = Сколько минут ехать: { $fault }
visits-notice-item = Этого пункта в листе нет. Остальные отметки на месте.

problem-visit-unknown = Такого визита нет
    .detail = Возможно, ссылка устарела. Откройте свой день: все визиты там.
    .detail-thou = Возможно, ссылка устарела. Открой свой день: все визиты там.
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
problem-room-shut = В эту комнату сейчас не входят: она откроется { $until }
problem-room-unread = Календарь семьи не читается, поэтому в эту комнату пока не входят. Если она так и не откроется, отметьте «нет в доме».
problem-room-closed = В эту комнату не входят. Отметьте «нет в доме».
problem-photo-unknown = Такого фото нет
    .detail = Возможно, его пересняли. Откройте визит ещё раз.
    .detail-thou = Возможно, его пересняли. Открой визит ещё раз.
problem-photo-no-before = Сначала снимите «было»: по нему наводят «стало»
problem-photo-too-many = Фото этого визита уже достаточно
problem-file-empty = Файл пуст
problem-file-too-large = Файл слишком велик
problem-disk-full = Фото не сохранилось: в доме кончилось место
    .detail = Отметки на месте. Позвоните менеджеру, а фото оставьте в телефоне.
fault-photo-too-heavy = файл больше { $most } МБ. Снимите ещё раз обычной камерой
    .thou = файл больше { $most } МБ. Сними ещё раз обычной камерой
fault-photo-too-large = в снимке слишком много точек. Снимите ещё раз обычной камерой
    .thou = в снимке слишком много точек. Сними ещё раз обычной камерой
fault-photo-of-the-phone = это HEIC, внутренний формат телефона: сохраните снимок как JPEG или сделайте его прямо на этой странице
    .thou = это HEIC, внутренний формат телефона: сохрани снимок как JPEG или сделай его прямо на этой странице
fault-photo-unknown = выберите снимок JPEG, PNG или WebP
    .thou = выбери снимок JPEG, PNG или WebP
fault-photo-cut-off = снимок дошёл не целиком. Отправьте ещё раз
    .thou = снимок дошёл не целиком. Отправь ещё раз
fault-photo-broken = снимок не открывается. Снимите ещё раз
    .thou = снимок не открывается. Сними ещё раз

visits-defaults-title = Что мы делаем сами
visits-defaults-lead = Это мы учтём на визите, потому что помним. Не нужно в этот раз или больше никогда: выберите и скажите почему.
    .thou = Это мы учтём на визите, потому что помним. Не нужно в этот раз или больше никогда: выбери и скажи почему.
visits-defaults-desk-lead = Что дом делает сам по памяти о семье. Если клиент попросил иначе, выберите и запишите его причину.
visits-defaults-none = На этот визит память ни о чём не просит.
visits-defaults-what = Что не делать
visits-defaults-once = Не в этот раз
visits-defaults-ever = Больше никогда
visits-defaults-back = К визиту
field-reason = Почему
fault-seat-by-law = до семи лет кресло требует закон
visits-what-if-travel = Дети в дороге
visits-what-if-rain = Сезон дождей
visits-what-if-kit = Что если: чем убираем
visits-what-if-kit-link = Чем убираем
visits-what-if-kit-lead = Каких визитов за прошлый год коснулось бы другое средство: другой состав или другая замена. Считаем по тому, что знали о доме в день визита. Здесь ничего не меняется: набор живёт в книге дома.
visits-what-if-kit-part = Что меняем
visits-what-if-kit-choose = Показать
visits-what-if-kit-carries = Какие запахи и аллергены несёт
visits-what-if-kit-substitute = Чем заменить
visits-what-if-kit-nothing = Ничем
visits-what-if-kit-counts = Без него сейчас: { $stands }, по черновику: { $drafted }
visits-what-if-kit-newly = { $visits ->
    [one] визит
    [few] визита
   *[other] визитов
} в { $homes ->
    [one] { $homes } доме
   *[other] { $homes } домах
}: взяли, а по черновику не взяли бы
visits-what-if-kit-back = { $visits ->
    [one] визит
    [few] визита
   *[other] визитов
} в { $homes ->
    [one] { $homes } доме
   *[other] { $homes } домах
}: не взяли, а по черновику взяли бы
visits-what-if-kit-otherwise = { $visits ->
    [one] визит
    [few] визита
   *[other] визитов
} в { $homes ->
    [one] { $homes } доме
   *[other] { $homes } домах
}: заменили бы другим
visits-what-if-kit-bare = { $visits ->
    [one] визит прошёл бы
    [few] визита прошли бы
   *[other] визитов прошли бы
} без замены
visits-what-if-kit-none = Ни один визит за год не прошёл бы иначе.
visits-what-if-kit-changed = Визиты, которые прошли бы иначе
visits-what-if-kit-month = { $month } { $year }: { $visits ->
    [one] { $visits } визит
    [few] { $visits } визита
   *[other] { $visits } визитов
}
visits-what-if-kit-swap = «{ $part }»: сейчас { $stands }, по черновику { $drafted }.
visits-what-if-kit-taken = берут с собой
visits-what-if-kit-instead = вместо него «{ $other }»
visits-what-if-kit-without = делают без него
visits-what-if-kit-more = Дальше
fault-substitute-missing = без замены нельзя: её берут в дом, где этого не переносят: { $what }
fault-substitute-carries = замена не должна нести того, что несёт само средство: { $what }
fault-no-substitute-for-other = тогда нечем заменить «{ $other }»: { $what }
