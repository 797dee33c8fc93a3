# После визита: переделка и ответ на открытый вопрос.
# used: aftercare-changes-* problem-* field-* fault-* aftercare-kind-* aftercare-state-* aftercare-next-* aftercare-channel-* aftercare-choice-*
# Это читает стол.
# formal: aftercare-case-*, aftercare-log-*, aftercare-changes-title, field-answer, problem-case-*
aftercare-back = Назад
aftercare-late-title = Сутки прошли, но решение будет
aftercare-late-closed = Сутки гарантии прошли { $closed }
aftercare-late-manager = Решение предложит { $manager }, напишет Вам сегодня
    .thou = Решение предложит { $manager }, напишет тебе сегодня
aftercare-late-lead = Сутки на бесплатную переделку кончились, но без ответа Вы не останетесь. Просьба уже передана, повторять её не нужно.
    .thou = Сутки на бесплатную переделку кончились, но без ответа ты не останешься. Просьба уже передана, повторять её не нужно.
aftercare-answer-title = Ваш ответ
    .thou = Твой ответ
aftercare-answer-ask = Что мы могли бы сделать в следующий раз, чтобы превзойти Ваши ожидания?
    .thou = Что мы могли бы сделать в следующий раз, чтобы превзойти твои ожидания?
aftercare-answer-send = Отправить

field-words = Ваш ответ
    .thou = Твой ответ

problem-visit-not-done = Визит ещё не закончен
    .detail = Переделку можно попросить, как только работа закончена, и ещё сутки после этого.
problem-guarantee-closed = Сутки на переделку прошли { $closed }, решение сегодня предложит менеджер
    .detail = Просьба уже передана, повторять её не нужно.

aftercare-times-title = Когда нам вернуться
aftercare-times-lead = Переделаем бесплатно. Причину называть не нужно. Выберите время, или нажмите первое: оно ближайшее.
    .thou = Переделаем бесплатно. Причину называть не нужно. Выбери время, или нажми первое: оно ближайшее.
aftercare-times-soonest = Ближайшее
aftercare-times-list = Время переделки
aftercare-times-gone = Это время только что заняли. Просьба принята, выберите другое.
    .thou = Это время только что заняли. Просьба принята, выбери другое.
aftercare-times-none = Свободного времени на ближайшие дни нет. Примем просьбу, а время сегодня назовёт менеджер.
aftercare-times-ask = Принять просьбу

aftercare-rail = Обращения
aftercare-cases-overline = Что сказали клиенты
aftercare-cases-caption = Обращения клиентов, старые сверху
aftercare-cases-open = Открытые
aftercare-cases-closed = Закрытые
aftercare-cases-shelves = Какие обращения показать
aftercare-cases-none = Открытых обращений нет. Новое появится, когда клиент ответит на вопрос после визита с замечанием или попросит переделать.
aftercare-cases-none-closed = Закрытых обращений ещё нет.
aftercare-cases-more = Дальше
aftercare-column-told = Сказали
aftercare-column-client = Клиент
aftercare-column-kind = О чём
aftercare-column-owner = Кто ведёт
aftercare-column-next = Что дальше
aftercare-client-gone = Клиент, данные удалены
aftercare-owner-none = никто
aftercare-kind-remark = Ответ с замечанием
aftercare-kind-complaint = Просьба переделать
aftercare-kind-late = Просьба после суток
aftercare-state-open = открыто
aftercare-state-taken = в работе
aftercare-state-answered = клиенту ответили
aftercare-state-closed = закрыто
aftercare-next-open = взять
aftercare-next-taken = ответить клиенту
aftercare-next-answered = закрыть с заметкой
aftercare-next-closed = ничего
aftercare-channel-portal = на своей странице
aftercare-channel-call = по телефону
aftercare-channel-message = письменно
aftercare-channel-in_person = лично
aftercare-case-words = Что сказал клиент
aftercare-case-no-words = Ничего: причину мы не спрашиваем.
aftercare-case-told = { $at }, { $channel }
aftercare-case-logged = Записано
aftercare-case-logged-by = { $at }, { $who }
aftercare-case-by-client = клиент сам
aftercare-case-take = Взять
aftercare-case-visit = Визит
aftercare-case-open-visit = Открыть визит
aftercare-case-answer = Ответить клиенту
aftercare-case-answered = Что ответили
aftercare-case-send = Отправить ответ
aftercare-case-close = Закрыть
aftercare-case-close-lead = Чем кончилось: одной строкой, для тех, кто прочтёт после Вас.
aftercare-case-close-button = Закрыть обращение
aftercare-case-note = Чем кончилось
aftercare-case-back = Все обращения
aftercare-looked = Просмотр записан: { $at }, { $who }

aftercare-log-title = Клиент сказал, что не так
aftercare-log-lead = Считается время, когда клиент сказал, а не когда это записали. Причину не спрашивайте: слова записываются, только если клиент сказал их сам.
aftercare-log-when = Когда сказал
aftercare-log-day = День
aftercare-log-time = Время
aftercare-log-how = Как сказал
aftercare-log-choice = Когда переделать
aftercare-log-save = Принять просьбу
aftercare-log-late = Сутки гарантии прошли { $closed }. Клиент получит письмо, обращение ждёт в списке: предложите решение сегодня.
aftercare-log-gone = Выбранное время только что заняли. Просьба принята, выберите другое.
aftercare-choice-soonest = в ближайшее время
aftercare-choice-later = время назовём позже

field-answer = Ответ клиенту
    .hint = Уйдёт письмом от Вашего имени. Если новость плохая, напишите и решение.
field-note = Заметка

fault-not-yet = это время ещё не наступило
fault-before-the-visit = визит тогда ещё не начался

problem-case-unknown = Такого обращения нет
    .detail = Посмотрите в списке обращений.
problem-case-over = Обращение уже закрыто
    .detail = Если клиент сказал что-то ещё, запишите новое.
aftercare-complaint-words = Слова клиента

aftercare-case-open-request = Открыть просьбу
aftercare-case-changed = Что мы изменили по этим словам
aftercare-work-over = Всё сделано
aftercare-work-said = Вы ответили, спасибо. Если хотите, напишите иначе: останется последнее.
    .thou = Ответ у нас, спасибо. Если хочешь, напиши иначе: останется последнее.

aftercare-changes-title = Вы сказали, мы изменили
aftercare-changes-lead = Новая версия чек-листа или карты приёма и слова, из-за которых она появилась. Каждый, кто это сказал, получит одно письмо и не узнает, кто сказал то же самое.
aftercare-changes-no-version = Чек-листы и приёмы пока не менялись. Когда владелец опубликует новую версию, она появится здесь.
aftercare-changes-all-told = Обо всех изменениях уже сказано тем, чьи слова к ним привели. Следующая версия появится здесь.
aftercare-changes-no-remark = Замечаний и ответов, которые ещё ни к чему не привели, нет.
aftercare-changes-version = Что изменилось
aftercare-changes-remarks = Чьи слова к этому привели
aftercare-changes-ru = Что теперь иначе, по-русски
aftercare-changes-en = То же по-английски
aftercare-changes-tell = Сказать им об этом
aftercare-changes-told = Уже сказано
aftercare-changes-techniques = Приёмы работы
aftercare-changes-checklist = Чек-лист: { $service }
aftercare-changes-behind = { $remarks ->
    [one] { $remarks } замечание
    [few] { $remarks } замечания
   *[other] { $remarks } замечаний
}, { $authors ->
    [one] рассказали { $authors } автору
   *[other] рассказали { $authors } авторам
}

fault-told-after-the-change = это сказали уже после того, как версия вышла
fault-led-to-another = эти слова уже привели к другому изменению
