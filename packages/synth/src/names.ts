/** Names of the kind that people in England have, from many origins; put together at random, they are nobody's. */
import type { Gender } from './model.ts'
import type { Random } from './random.ts'

const female = [
  'Olivia Amelia Isla Ava Freya Florence Poppy Elsie Charlotte Sophie Emily Grace Chloe Jessica Lucy Rebecca Laura Sarah',
  'Claire Nicola Karen Susan Jacqueline Deborah Julie Helen Tracey Margaret Patricia Jean Sheila Doreen Maureen Brenda',
  'Edith Winifred Aisha Fatima Zainab Maryam Nadia Priya Anjali Deepa Harpreet Simran Ngozi Adaeze Folasade Abena Akosua',
  'Makeda Shanice Wei Mei-Ling Xiu Agnieszka Katarzyna Magdalena Ioana Elena Sofia Lucía Inês Zoë Chloë Renée Siân Catrin',
  'Rhiannon Angharad Eilidh Mairi Niamh Aoife Siobhan Yasmin Leyla Farah Thuy Linh Rukhsana Shabnam Oluwaseun',
].flatMap(line => line.split(' '))

const male = [
  'Oliver George Arthur Noah Leo Oscar Harry Jack Charlie Thomas William James Daniel Matthew Andrew Paul Stephen Mark',
  'David Ian Kevin Gary Nigel Trevor Derek Raymond Kenneth Ronald Dennis Leonard Stanley Albert Walter Ernest Muhammad',
  'Ibrahim Yusuf Omar Hassan Bilal Imran Rajesh Sanjay Arjun Gurpreet Jaspal Chidi Emeka Babatunde Kwame Kofi Delroy',
  'Winston Tyrone Jun Wei Zhang-Min Piotr Krzysztof Tomasz Andrei Bogdan Mateo José João Björn François Rhys Dafydd Gethin',
  'Iwan Hamish Callum Lachlan Ciarán Declan Seamus Mehmet Reza Kaveh Minh Quang Tariq Zubair Olumide',
].flatMap(line => line.split(' '))

const families = [
  'Ackroyd Aldersley Ashdown Bagshaw Barnsdale Beckwith Birtwhistle Blakemore Bramhall Brathwaite Broadbent Bulmer Calverley',
  'Carswell Chatterton Clegg Cotterill Crabtree Dalrymple Delacourt Denholm Dunstable Eastwood Entwistle Fairhurst Featherstone',
  'Fothergill Garside Gatenby Goodyear Greenhalgh Hargreaves Hebblethwaite Higginbotham Holroyd Ibbotson Jessop Kershaw',
  'Langstaff Lightowler Lumley Micklethwaite Murgatroyd Nettleton Oldroyd Pickersgill Postlethwaite Quarmby Ramsbottom',
  'Satterthwaite Shackleton Sidebottom Tattersall Thistlethwaite Thwaites Uttley Varley Wadsworth Wigglesworth Yardley',
  "O'Donoghue O'Shaughnessy O'Rourke D'Angelo N'Diaye McAllister MacGillivray Fitzgerald Gwynfor Llewellyn Prydderch Penhaligon",
  'Trevithick Begum Hussain Chaudhry Qureshi Rahman Bhattacharya Chakraborty Patel Desai Venkataraman Dhaliwal Sandhu Gill',
  'Okonkwo Adebayo Oyelaran Mensah Boateng Asante Nkrumah Tesfaye Abdullahi Mohamud Lam Cheung Tang Nguyen Pham Kowalczyk',
  'Wiśniewska Nowakowski Popescu Ionescu Fernández Núñez Gonçalves Müller Lefèvre Brandão Öztürk Yıldız Hosseini Karimi',
  'Smith-Okafor Taylor-Wójcik Hall-Banerjee Rees-Jones',
].flatMap(line => line.split(' '))

/** Characters that Windows-1252 hasn't got; names with one are for formats in UTF-8 only. */
const beyondWindows1252 = /[^\u0020-\u007e\u00a0-\u00ff]/

const plainFamilies = families.filter(one => !beyondWindows1252.test(one))

export interface InventedName {
  readonly title: string
  readonly given: string
  readonly middle?: string
  readonly family: string
}

/** A name for somebody of a gender and age; `windows1252` keeps to that encoding's characters. */
export function inventName(random: Random, gender: Gender, age: number, windows1252: boolean): InventedName {
  const first = gender === 'female' || (gender !== 'male' && random.chance(0.5)) ? female : male
  const family = random.pick(windows1252 ? plainFamilies : families)
  const given = random.pick(first)
  const title = titleOf(random, gender, age)
  return random.chance(0.4) ? { title, given, middle: random.pick(first), family } : { title, given, family }
}

/** Another family name, as before a marriage. */
export function inventFamily(random: Random, windows1252: boolean): string {
  return random.pick(windows1252 ? plainFamilies : families)
}

function titleOf(random: Random, gender: Gender, age: number): string {
  if (gender === 'male') return age < 16 ? 'Master' : 'Mr'
  if (gender === 'female')
    return age < 18 ? 'Miss' : random.pick(age < 40 ? ['Miss', 'Ms', 'Mrs'] : ['Mrs', 'Mrs', 'Ms'])
  return 'Mx'
}
