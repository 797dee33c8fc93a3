# Предложения заранее.
# used: care-month-* care-month-long-* care-when-* care-lead-* problem-* fault-*
# Это читает стол; на кнопке «Да, сделайте» клиент говорит дому.
# formal: care-lacks, care-unwritten, problem-proposal-not-whole, care-yes
care-rail = Заранее
care-overline = Подумали раньше, чем попросят
care-title = Заранее
care-prepared = Посмотреть и отправить
care-prepared-none = Сейчас всё отправлено. Новое появится утром, за несколько дней до события.
care-lacks = Этого мы о доме не знаем. Спросите и впишите: общих слов клиент не получит.
care-lacks-keep = Запомнить
care-send = Отправить клиенту
care-lay-aside = Не в этот раз
care-troubled = У клиента открыто замечание. Сначала закроем его, потом предложим.
care-sent = У клиента
care-unwritten = Согласия на письма нет: клиент увидит это только на своей странице. Позвоните.
care-told-yes = Согласие по телефону
care-going = Готовим
care-going-day = Да, готовим: { $day }
care-going-who = Занимается { $manager }
care-never-asked = просили не напоминать
care-coming = Скоро
care-coming-none = В ближайшие три месяца дат нет. Они появятся из памяти о домах и из прошлого года.
care-more = Дальше
care-when-child_birthday = День рождения ребёнка
care-when-birthday = День рождения
care-when-anniversary = Годовщина
care-when-return = Возвращаются
care-when-visit = Год назад
care-when-request = Год назад просили
care-when-habit = По привычке
care-spared-title = Сбережено клиентам
care-spared-none = Пока нечего считать: считаем только принятое и сделанное.
care-spared = За год { $calls ->
    [one] { $calls } звонок
    [few] { $calls } звонка
   *[other] { $calls } звонков
} и { $time } хлопот.
care-spared-rule = Считаем только принятое и сделанное, по скромной норме для каждого вида.
care-month-words = { $month }: { $calls ->
    [one] { $calls } звонок
    [few] { $calls } звонка
   *[other] { $calls } звонков
}, { $time } хлопот
care-month-long-1 = январь
care-month-long-2 = февраль
care-month-long-3 = март
care-month-long-4 = апрель
care-month-long-5 = май
care-month-long-6 = июнь
care-month-long-7 = июль
care-month-long-8 = август
care-month-long-9 = сентябрь
care-month-long-10 = октябрь
care-month-long-11 = ноябрь
care-month-long-12 = декабрь

care-by-day = К { $day }
care-lead-open = Мы подготовили это заранее. Пока Вы не ответили, ничего не заказано.
    .thou = Мы подготовили это заранее. Пока ты не ответишь, ничего не заказано.
care-lead-yes = Принято. Задачу взял менеджер и напишет, когда всё будет устроено.
care-lead-priced = Принято. Расчёт заполнен, осталось выбрать время.
care-lead-not-now = Хорошо, не в этот раз.
care-lead-never = Хорошо, больше не предложим. Это записано.
care-lead-lapsed = Предложение больше не действует. Если нужно, позвоните.
    .thou = Предложение больше не действует. Если нужно, позвони.
care-yes = Да, сделайте
care-yes-priced = Да, показать цену
care-see-price = Открыть расчёт
care-not-now = Не в этот раз
care-never = Об этом больше не напоминать
care-never-kind = Такого не предлагать вовсе
care-else = Хочется иначе? Позвоните:
    .thou = Хочется иначе? Позвони:

problem-proposal-over = На это предложение уже ответили, или его день наступил
    .detail = Если нужно, позвоните: устроим и без него.
    .detail-thou = Если нужно, позвони: устроим и без него.
problem-proposal-not-whole = В предложении не хватает слов: сначала впишите то, чего мы не знаем
    .detail = Предложение ждёт на странице «Заранее», клиенту ничего не ушло.
problem-proposal-troubled = У клиента открыто замечание: сначала закроем его
    .detail = Предложение ждёт на странице «Заранее», отправить его можно после.
care-undo = Снова напоминать
care-lead-undone = Хорошо, снова будем напоминать.

care-travel = Что, если: дети в дороге
care-travel-rain = Сезон дождей
care-travel-kit = Чем убираем
care-travel-lead = Сколько кресел и воды взяли бы с собой в поездки последнего года по правилу, которое стоит в книге дома, и по другому.
care-travel-under = Кресло каждому, кто младше стольких лет
care-travel-button = Посчитать
care-travel-sum = { $seats ->
    [one] { $seats } кресло
    [few] { $seats } кресла
   *[other] { $seats } кресел
}, вода в { $waters ->
    [one] { $waters } поездку
    [few] { $waters } поездки
   *[other] { $waters } поездок
}
care-travel-counts = Сейчас: { $stands }. По черновику: { $drafted }
care-travel-seats = Кресел сейчас { $stands }, по черновику { $drafted }
care-travel-none = За год в поездки с детьми, о которых мы знаем, не просили.
care-travel-book = Правило в книге дома
fault-not-an-age = возраст от 7 до 12 лет
