# Плохая новость с решением: два времени на выбор, и то, что говорит менеджер.
# used: notices-why-* problem-*
# Это читает стол.
# formal: notices-news-*
notices-offer-title = Два времени на выбор
notices-offer-lead = Оба уже держим для Вас, цена прежняя. Нажмите то, которое подходит.
    .thou = Оба уже держим для тебя, цена прежняя. Нажми то, которое подходит.
notices-offer-until = Ждут Вас до { $until }. Если не подходит ни одно, позвоните, найдём другое:
    .thou = Ждут тебя до { $until }. Если не подходит ни одно, позвони, найдём другое:
notices-offer-chosen = Время выбрано: { $when }. Ждите нас.
    .thou = Время выбрано: { $when }. Жди нас.
notices-offer-over = Эти два времени больше не ждут. Позвоните, найдём другое.
    .thou = Эти два времени больше не ждут. Позвони, найдём другое.
notices-offer-home = На свою страницу
notices-news-overline = Не как договорились
notices-news-title = Сказать клиенту, и сразу с решением
notices-news-lead = Клиент узнаёт плохую новость только вместе с решением: кто придёт вместо, или два времени, которые уже держим.
notices-news-back = К визиту
notices-news-late = К этому клиенту уже выехали, или визит окончен: менять нечего. Позвоните.
notices-news-replace = Придёт другой человек
notices-news-none-free = На это время никто из допущенных не свободен. Предложите два других времени.
notices-news-reason = Почему
notices-news-off = Вместо кого
notices-news-on = Кто придёт
notices-news-replace-button = Заменить и написать клиенту
notices-news-times = Два других времени
notices-news-choose = Выберите два, подержим оба
notices-news-times-button = Держать и написать клиенту
notices-news-why = Выберите, почему.
notices-news-nobody = Выберите, кто придёт вместо кого.
notices-news-two = Выберите ровно два разных времени.
notices-news-used = Об этом визите уже писали, другие два времени не держим. Позвоните клиенту и перенесите визит, когда ему удобно.
notices-news-gone = Время { $when } только что заняли. Клиенту ничего не написано, выберите другое.
notices-why-illness = болезнь
notices-why-lapse = нет допуска
notices-why-lateness = не успеваем
notices-news-incident = Открыть происшествие: дом предложит выходы.
notices-why-house = переносим сами

problem-offer-unknown = Такого выбора нет
    .detail = Позвоните нам, и мы найдём время.
    .detail-thou = Позвони нам, и мы найдём время.
problem-offer-over = Эти два времени больше не ждут
    .detail = Менеджер найдёт другое: позвоните нам.
    .detail-thou = Менеджер найдёт другое: позвони нам.
