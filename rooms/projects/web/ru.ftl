# Планы и проекты: стол, согласие одним нажатием, письмо о проекте.
# used: projects-engaged-* projects-state-* projects-answer-* projects-field-* problem-* fault-*
# Это читают стол и исполнители.
# formal: projects-none, projects-no-tasks, projects-beyond-receipt, projects-asked-instead, projects-untold, projects-untold-over, projects-unfinished-*, projects-talk-none, projects-talk-waits
# formal: projects-brought-wait, problem-plan-*, problem-task-*, problem-job-takes-no-photos, fault-to-nobody, fault-photos-none
projects-rail = Проекты
projects-title = Проекты
projects-overline = Что мы ведём
projects-none = Пока ничего не ведём. План появится сам, когда клиент выберет решение; или начните его здесь.
projects-more = Дальше
projects-silent = молчит дольше положенного
projects-silent-tasks = Об этих делах давно нет вестей
projects-silent-since = дольше положенного с { $at }
projects-begin = Начать план для клиента
projects-begin-go = Начать
projects-range = от { $from } до { $to }
projects-progress = Сделано { $done } из { $of }

projects-plan = План
projects-back = Все проекты
projects-manager = Отвечает
projects-nobody = Никто
projects-whose = Для кого
projects-whose-open = Открыть карточку
projects-how-far = Как идёт
projects-range-title = Бюджет решения
projects-days = По дням
projects-gantt = { $n ->
    [one] { $n } дело по дням
    [few] { $n } дела по дням
   *[many] { $n } дел по дням
}
projects-tasks = Дела
projects-no-tasks = Дел ещё нет. Запишите первое.
projects-engage = Пригласить: { $whom }
projects-cost = { $cost }
projects-after = после { $tasks }
projects-slack = запас { $time }
projects-slack-none = без запаса: сдвиг сдвинет конец
projects-span = { $from } — { $to }
projects-state-planned = Впереди
projects-state-waiting = Ждёт согласия
projects-state-under_way = Идёт
projects-state-done = Сделано
projects-state-dropped = Не нужно
projects-begin-task = Начали
projects-finish-task = Сделано
projects-edit-task = Изменить
projects-drop-task = Больше не нужно
projects-add-task = Записать дело
projects-change-task = Изменить дело
projects-keep-task = Записать
projects-end = Всё закончено
projects-field-phone = Телефон клиента
projects-field-title = Что делаем
projects-field-from = От, рублей
projects-field-to = До, рублей
projects-field-day = К какому дню
projects-day-say = Сказать, к какому дню
projects-day-lead = Дела лягут назад от этого дня: приглашённые придут в него самого, остальное будет готово до него. Без дня дела остаются, где стоят.
projects-day-lay = Разложить дела
projects-field-starts = Начало
projects-field-ends = Конец
projects-field-cost = Сколько стоит, рублей
projects-field-rhythm = Сколько часов может молчать
projects-field-after = После каких дел
    .hint = Номера через запятую. Если дело сдвинется, сдвинутся и они
projects-field-what = На что
projects-field-amount = Сумма, рублей
projects-field-task = Дело
projects-field-receipt = Чек
    .hint = Фото или PDF, до 12 МБ
projects-money = Деньги
projects-expected = Ожидаем
projects-agreed = Согласовано
projects-spent = Потрачено
projects-left = Осталось
projects-budget-plot = Согласовано { $agreed }, потрачено { $spent }
projects-approvals = Согласия
projects-expenses = Расходы
projects-receipt = Чек
projects-spend = Записать расход
projects-spend-go = Записать
projects-task-none = На весь проект
projects-expense-back = Записано по ошибке
projects-expense-back-at = Не считается: исправлено { $at }
projects-ask = Спросить согласие
projects-ask-lead = Клиент получит одно сообщение со ссылкой и ответит одним нажатием. Пока он не согласится, эти деньги не тратятся.
projects-ask-go = Спросить
projects-instead = Вместо прежнего вопроса
projects-instead-none = Новый вопрос
projects-beyond = Согласовано { $agreed }, с этим расходом будет { $all }. Спросить клиента о { $by } сверх согласованного?
projects-beyond-ask = Спросить о { $by }
projects-beyond-mend = Исправить сумму
projects-beyond-receipt = Расход ещё не записан. Когда клиент согласится, запишите его с чеком ещё раз.
projects-whole = Стоит { $whole }. Согласовано { $agreed }, с этим расходом будет { $all }: просим { $amount } сверх согласованного.
projects-asked-instead = Клиента спросили о разнице. Расход не записан: после согласия запишите чек ещё раз.
projects-answer-open = Ждёт ответа с { $at }
projects-answer-agreed = Согласие получено { $at }
projects-answer-refused = Отказ { $at }
projects-answer-replaced = Заменён { $at }

projects-consent-title = Нужно Ваше согласие
    .thou = Нужно твоё согласие
projects-consent-title-agreed = Согласие есть
projects-consent-title-refused = Согласия нет
projects-consent-title-replaced = Вопрос изменился
projects-consent-title-gone = Отвечать не нужно
projects-consent-stale-agreed = Согласие уже записано { $at } и остаётся в силе. Если теперь Вы против, позвоните.
    .thou = Согласие уже записано { $at } и остаётся в силе. Если теперь ты против, позвони.
projects-consent-stale-refused = Уже записано { $at }: Вы не согласны. Если теперь Вы за, позвоните.
    .thou = Уже записано { $at }: ты против. Если теперь ты за, позвони.
projects-consent-lead = Без Вашего согласия эти деньги не тратим.
    .thou = Без твоего согласия эти деньги не тратим.
projects-consent-over = Проект закончен, отвечать больше не нужно.
projects-consent-agreed = Спасибо, согласие записано.
projects-consent-refused = Записали: Вы не согласны. Менеджер предложит другое.
    .thou = Записали: ты против. Менеджер предложит другое.
projects-consent-replaced = Вопрос изменился: мы прислали новый, ответьте на него.
    .thou = Вопрос изменился: мы прислали новый, ответь на него.
projects-consent-gone = Этот вопрос больше не нужен: отвечать не надо.
projects-consent-else = Хотите обсудить? Позвоните:
    .thou = Хочется обсудить? Позвони:
projects-agree = Согласиться
projects-refuse = Не согласиться

projects-my = Ваш проект
    .thou = Твой проект
projects-my-lead = Ведёт { $manager }. По плану закончим { $end }.
projects-my-lead-late = Ведёт { $manager }. Идёт дольше, чем думали: новый срок скажем сами.
projects-my-lead-done = Ведёт { $manager }. Всё, что задумали, сделано.
projects-my-late = дольше, чем думали
projects-my-weeks-earlier = Раньше
projects-late = опаздывает
projects-milestone-late = позже, чем думали
projects-my-lead-plain = Составляем план и скоро покажем его здесь.
projects-my-over = Закончили { $at }.
projects-my-going = Как идёт
projects-my-by = до { $day }
projects-my-back = К письму

projects-untold-over = { $n ->
    [one] { $n } неделя закончилась молча: отправьте отчёт клиенту.
    [few] { $n } недели закончились молча: отправьте отчёты клиентам.
   *[many] { $n } недель закончились молча: отправьте отчёты клиентам.
}
projects-untold = { $n ->
    [one] { $n } неделя вот-вот закончится молча: отправьте отчёт клиенту.
    [few] { $n } недели вот-вот закончатся молча: отправьте отчёты клиентам.
   *[many] { $n } недель вот-вот закончатся молча: отправьте отчёты клиентам.
}
projects-photos = Фото
projects-field-photo = Фото, до 12 МБ
projects-photo-add = Добавить
projects-weeks = Отчёты по пятницам
projects-field-report = Что узнает клиент
projects-report-words = { $n ->
    [one] { $n } слово, не больше 120
    [few] { $n } слова, не больше 120
   *[many] { $n } слов, не больше 120
}
projects-report-draft = Черновик
projects-report-sent = Отправлен { $at }
projects-report-send = Отправить клиенту
projects-my-weeks = По неделям

problem-report-sent = Этот отчёт уже отправлен
fault-too-many-words = не больше 120 слов, сейчас { $words }
problem-nothing-chosen = Решение ещё не выбрано: плана нет
problem-plan-overtaken = План изменили, пока Вы писали. Откройте его ещё раз
problem-plan-ended = Этот план закончен
problem-plan-not-over = Ещё не все дела закончены
problem-task-unknown = Такого дела в плане нет
problem-task-over = Это дело уже закончено
problem-task-waits = Клиент ещё не согласился
problem-task-too-early = Сначала должно закончиться то, чего оно ждёт
problem-task-begun = Дело уже начато: его время не меняют
problem-approval-replaced = Вопрос изменился, ответьте на новый
    .thou = Вопрос изменился, ответь на новый
problem-approval-answered = На этот вопрос уже ответили
fault-circle = дела ждут друг друга по кругу
fault-before-what-it-waits-for = раньше, чем закончится то, чего оно ждёт
fault-not-after-start = позже начала
fault-too-far = не дальше двух лет
fault-day-past = этот день уже прошёл
fault-plan-begun = часть дел уже начата или отдана: дальше дела двигают по одному
fault-too-many-tasks = в плане уже 60 дел
fault-nobodys-phone = клиента с таким телефоном нет
fault-receipt-too-heavy = чек тяжелее { $most } МБ
fault-receipt-unknown = нужно фото (JPEG, PNG, WebP) или PDF
fault-not-a-day-and-time = день и время, например 2026-03-05T10:00
fault-not-a-rhythm = целые часы, от 1 до 744

projects-give = Поручить исполнителю
projects-give-kind = Кого ищем
projects-give-look = Показать, кто допущен на это время
projects-give-whom = Кому поручить
projects-give-lead = Исполнитель получит ссылку и ответит одним нажатием. Его ответ будет виден у дела.
projects-give-go = Спросить
projects-give-nobody = На всё это время никто из них не допущен.
projects-release = Обойдёмся без исполнителя
projects-unfinished-asked = Отметить «Сделано» можно, когда исполнитель ответит. Справились сами — нажмите «Обойдёмся без исполнителя».
projects-unfinished-lost = Исполнителя больше нет: поручите дело другому или нажмите «Обойдёмся без исполнителя», тогда его можно закрыть.
projects-field-price = Сколько заплатим, рублей
projects-field-brief = Что сделать, где и для кого
projects-engaged-asked = { $whom }: ждём ответа
projects-engaged-accepted = { $whom }: берётся
projects-engaged-refused = { $whom }: не сможет
projects-engaged-withdrawn = { $whom }: больше не допущен
projects-engaged-begun = { $whom }: за работой
projects-engaged-done = { $whom }: сделано
problem-task-not-taken = За это дело ещё никто не взялся: дождитесь ответа исполнителя или обойдитесь без него
problem-task-given = Это дело уже поручено: сначала обойдитесь без прежнего исполнителя

projects-talk = Разговор
projects-talk-none = Здесь пишут друг другу клиент, Вы и исполнители. Каждый видит только своё.
projects-talk-say = Написать
projects-talk-house = Дом
projects-talk-client = Клиент
projects-talk-you = Вы
    .thou = Ты
projects-talk-to = для: { $whom }
projects-talk-to-client = клиенту
projects-talk-to-both = для: { $whom } и клиент
projects-talk-one = { $whom }, { $day }
projects-talk-both = { $whom } и клиент
projects-talk-waits = ждут Вашего слова
projects-my-talk = Написать менеджеру
projects-field-words = Сообщение
projects-field-to-whom = Кому
fault-to-nobody = выберите, кому это
problem-word-to-nobody = Этот исполнитель в проекте больше не участвует
problem-plan-of-nobody = У этого плана ещё нет клиента в доме: позвоните ему

projects-milestones = Вехи
projects-milestones-none = Веха показывает клиенту, что часть проекта готова целиком.
projects-milestone-set = Поставить веху
projects-milestone-go = Поставить
projects-milestone-due = к { $day }
projects-milestone-reached = готово { $day }
projects-milestone-gone = не нужна
projects-field-milestone = Что будет готово
projects-field-of = Из каких дел она состоит
projects-field-before = Это «после» к фото
projects-before-none = Отдельное фото
projects-report-photos = Фото к этой неделе, до шести
projects-photo-of-week = Фото недели { $week }
fault-too-many-milestones = вех уже двенадцать
fault-too-many-photos = не больше шести фото

projects-photo-brought = от исполнителя
projects-brought = От исполнителей: клиент этих фото ещё не видит
projects-brought-show = Показать клиенту
projects-brought-keep = Оставить у нас
projects-brought-kept = осталось у нас
projects-brought-wait = { $n ->
    [one] { $n } фото ждёт Вашего взгляда
    [few] { $n } фото ждут Вашего взгляда
   *[many] { $n } фото ждут Вашего взгляда
}
fault-photos-none = отметьте хотя бы одно фото
fault-photos-at-once = не больше { $most } фото за раз
fault-photos-of-job = для этой работы фото уже достаточно
problem-job-takes-no-photos = Фото этой работы сейчас не принимаются
    .detail = Их можно прислать, пока работа за Вами, и ещё неделю после её конца.
