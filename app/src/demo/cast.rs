//! The people of the demo house. All of them are invented; the phones are not in use.

use jiff::civil::Weekday;

/// A cleaner.
pub(super) struct Cleaner {
    pub login: &'static str,
    pub first: &'static str,
    pub patronymic: &'static str,
    pub last: &'static str,
    pub rests: [Weekday; 2],
}

/// The rests are spread so that on every day at least two are at work.
pub(super) const CLEANERS: [Cleaner; 4] = [
    Cleaner { login: "olga", first: "Ольга", patronymic: "Андреевна", last: "Панина", rests: [Weekday::Sunday, Weekday::Monday] },
    Cleaner { login: "marina", first: "Марина", patronymic: "Олеговна", last: "Крылова", rests: [Weekday::Saturday, Weekday::Sunday] },
    Cleaner { login: "irina", first: "Ирина", patronymic: "Павловна", last: "Савельева", rests: [Weekday::Wednesday, Weekday::Thursday] },
    Cleaner { login: "svetlana", first: "Светлана", patronymic: "Игоревна", last: "Громова", rests: [Weekday::Monday, Weekday::Friday] },
];

/// How a guest books.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Caller {
    Site,
    Phone,
}

/// One booking of one client. Days count from the present day.
pub(super) struct Guest {
    pub name: &'static str,
    pub phone: &'static str,
    pub street: &'static str,
    pub house: &'static str,
    pub flat: &'static str,
    pub district: &'static str,
    pub area_m2: u32,
    pub rooms: u32,
    pub bathrooms: u32,
    pub extras: &'static [&'static str],
    pub first: bool,
    pub through: Caller,
    pub books_on: i64,
    pub visit_on: i64,
    pub hour: i8,
    /// Days after the visit, and the words in answer to the open question.
    pub says: Option<(i64, &'static str)>,
    /// Asks for a redo with these words.
    pub redo: bool,
}

const PLAIN: Guest = Guest {
    name: "",
    phone: "",
    street: "",
    house: "",
    flat: "",
    district: "tsentralny",
    area_m2: 50,
    rooms: 2,
    bathrooms: 1,
    extras: &[],
    first: true,
    through: Caller::Site,
    books_on: 0,
    visit_on: 0,
    hour: 9,
    says: None,
    redo: false,
};

/// The bookings of the week, by the day on which they are made.
pub(super) const GUESTS: &[Guest] = &[
    Guest { name: "Константин Ильич", phone: "+79215550101", street: "ул. Рубинштейна", house: "3", flat: "12", area_m2: 62, books_on: -7, visit_on: -6, hour: 9, says: Some((1, "Всё было спокойно и точно. В следующий раз хочется, чтобы про мытьё окон напомнили заранее.")), ..PLAIN },
    Guest { name: "Мария Павловна", phone: "+79215550102", street: "ул. Наличная", house: "36", flat: "81", district: "vasileostrovsky", area_m2: 48, through: Caller::Phone, books_on: -7, visit_on: -6, hour: 14, ..PLAIN },
    Guest { name: "Дмитрий Сергеевич", phone: "+79215550103", street: "Невский пр.", house: "88", flat: "5", area_m2: 96, rooms: 4, bathrooms: 2, extras: &["oven"], books_on: -7, visit_on: -5, hour: 10, ..PLAIN },
    Guest { name: "Елена Викторовна", phone: "+79215550104", street: "наб. реки Фонтанки", house: "54", flat: "17", area_m2: 58, books_on: -6, visit_on: -5, hour: 9, says: Some((1, "Забота видна в мелочах: книги стоят в том же порядке.")), ..PLAIN },
    Guest { name: "Николай Андреевич", phone: "+79215550105", street: "Кронверкский пр.", house: "7", flat: "3", district: "petrogradsky", area_m2: 70, rooms: 3, books_on: -6, visit_on: -5, hour: 15, ..PLAIN },
    Guest { name: "Вера Михайловна", phone: "+79215550106", street: "7-я линия В. О.", house: "40", flat: "22", district: "vasileostrovsky", area_m2: 44, through: Caller::Phone, books_on: -6, visit_on: -4, hour: 9, ..PLAIN },
    Guest { name: "Сергей Петрович", phone: "+79215550107", street: "Каменноостровский пр.", house: "24", flat: "9", district: "petrogradsky", area_m2: 82, rooms: 3, bathrooms: 2, extras: &["fridge"], books_on: -5, visit_on: -4, hour: 12, ..PLAIN },
    Guest { name: "Наталья Игоревна", phone: "+79215550108", street: "Московский пр.", house: "165", flat: "60", district: "moskovsky", area_m2: 54, books_on: -5, visit_on: -4, hour: 16, says: Some((1, "Доверие, вот главное слово. Оставляю ключи и не думаю об этом.")), ..PLAIN },
    Guest { name: "Ольга Борисовна", phone: "+79215550109", street: "пр. Энгельса", house: "111", flat: "45", district: "vyborgsky", area_m2: 39, rooms: 1, books_on: -5, visit_on: -3, hour: 9, ..PLAIN },
    Guest { name: "Андрей Львович", phone: "+79215550110", street: "ул. Савушкина", house: "21", flat: "14", district: "primorsky", area_m2: 75, rooms: 3, through: Caller::Phone, books_on: -4, visit_on: -3, hour: 11, ..PLAIN },
    Guest { name: "Ирина Станиславовна", phone: "+79215550111", street: "Садовая ул.", house: "62", flat: "30", district: "admiralteysky", area_m2: 66, rooms: 3, books_on: -4, visit_on: -3, hour: 15, ..PLAIN },
    Guest { name: "Павел Романович", phone: "+79215550112", street: "ул. Ленсовета", house: "43", flat: "7", district: "moskovsky", area_m2: 52, books_on: -3, visit_on: -2, hour: 9, ..PLAIN },
    Guest { name: "Людмила Фёдоровна", phone: "+79215550113", street: "Суворовский пр.", house: "18", flat: "33", area_m2: 88, rooms: 3, bathrooms: 2, extras: &["oven", "fridge"], through: Caller::Phone, books_on: -3, visit_on: -2, hour: 13, says: Some((1, "Спокойствие. Дома пахнет чистотой, а не средством.")), ..PLAIN },
    Guest { name: "Анна Сергеевна", phone: "+79215550120", street: "Большая Пушкарская ул.", house: "11", flat: "24", district: "petrogradsky", area_m2: 74, rooms: 3, bathrooms: 2, extras: &["oven"], books_on: -2, visit_on: -1, hour: 15, ..PLAIN },
    Guest { name: "Евгения Громова", phone: "+79215550114", street: "наб. реки Мойки", house: "40", flat: "2", area_m2: 60, books_on: -2, visit_on: -1, hour: 12, says: Some((1, "В ванной остались разводы на зеркале.")), redo: true, ..PLAIN },
    Guest { name: "Григорий Маркович", phone: "+79215550115", street: "Лиговский пр.", house: "123", flat: "11", area_m2: 47, through: Caller::Phone, books_on: -2, visit_on: -1, hour: 9, ..PLAIN },
    Guest { name: "Светлана Юрьевна", phone: "+79215550116", street: "Большой Сампсониевский пр.", house: "32", flat: "52", district: "vyborgsky", area_m2: 57, books_on: -1, visit_on: 0, hour: 9, ..PLAIN },
    Guest { name: "Михаил Аркадьевич", phone: "+79215550117", street: "ул. Маяковского", house: "16", flat: "8", area_m2: 64, rooms: 3, books_on: -1, visit_on: 0, hour: 13, ..PLAIN },
    Guest { name: "Тамара Владимировна", phone: "+79215550118", street: "Заневский пр.", house: "28", flat: "71", district: "krasnogvardeysky", area_m2: 51, through: Caller::Phone, books_on: -1, visit_on: 0, hour: 12, ..PLAIN },
    Guest { name: "Константин Ильич", phone: "+79215550101", street: "ул. Рубинштейна", house: "3", flat: "12", area_m2: 62, first: false, books_on: -1, visit_on: 0, hour: 17, ..PLAIN },
    Guest { name: "Юлия Олеговна", phone: "+79215550119", street: "Английский пр.", house: "22", flat: "19", district: "admiralteysky", area_m2: 45, books_on: 0, visit_on: 0, hour: 16, ..PLAIN },
    Guest { name: "Анна Сергеевна", phone: "+79215550120", street: "Большая Пушкарская ул.", house: "11", flat: "24", district: "petrogradsky", area_m2: 74, rooms: 3, bathrooms: 2, first: false, books_on: 0, visit_on: 3, hour: 10, ..PLAIN },
    Guest { name: "Вера Михайловна", phone: "+79215550106", street: "7-я линия В. О.", house: "40", flat: "22", district: "vasileostrovsky", area_m2: 44, first: false, through: Caller::Phone, books_on: 0, visit_on: 1, hour: 10, ..PLAIN },
];
