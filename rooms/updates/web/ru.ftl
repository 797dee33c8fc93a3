# Кто и когда услышит о своих делах.
# used: updates-news-*
updates-rail = Сводки
updates-overline = Раз в день
updates-title = Кто что услышит
updates-none = Открытых дел нет, писать не о чем. Здесь появится каждый, у кого дело в работе.
updates-column-when = Когда
updates-column-who = Кто
updates-column-what = Что услышит
updates-column-why = Почему не сейчас
updates-more = Дальше
updates-request = Обращение
updates-going-on = Всё идёт по плану
updates-late = Что-то задерживается, так и скажем
updates-news-done = Сделано: { $count }
updates-news-moved = Перенесено: { $count }
updates-news-absorbed = Решено без сдвига срока: { $count }
updates-why-floor = Новостей нет; дольше молчать нельзя с { $at }
updates-nothing = Ничего: сначала ответим
updates-why-stalled = Молчим слишком долго: обещанный ответ не дан, или день просьбы прошёл
updates-why-unheard = Последнее слово не дошло, молчание считается дальше
updates-why-hour = Одна сводка в день, в час клиента
