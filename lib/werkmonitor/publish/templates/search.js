// Search in the index that lies in assets. The question stands in the address (#q=…), so that it can be linked to.
'use strict'
const ORDER = ['Monitor', 'Categorie', 'Gemeente', 'Project', 'Begrip']
const PLURAL = ['Monitors', 'Categorieën', 'Gemeenten', 'Projecten', 'Begrippen']
const TITLE = 8, HEADING = 3, WORD = 1, WHOLE = 2 // what it is worth where a word is found, and found whole
const BEGINNING = 4 // and where a title begins with all that is asked
const MOST_PLACES = 4

const form = document.querySelector('form.search')
const field = form.q
const found = document.getElementById('zoekresultaat')
const [status, older, list] = ['[role=status]', 'input', 'div'].map(one => found.querySelector(one))
const all = document.getElementById('alle-paginas')
let index = null
let common = []
let waiting

const fold = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
const wordsOf = text => fold(text).match(/[\p{L}\p{N}]+/gu) ?? []

function load() {
  const script = document.createElement('script')
  script.src = found.dataset.index
  script.onload = () => {
    common = zoekindex.common.split(' ')
    const places = zoekindex.places.map(([id, heading]) => ({ id, heading, words: wordsOf(heading) }))
    index = zoekindex.entries.map(([group, title, href, edition, isNewest, about, own, words], place) => ({
      group, title, href, edition, isNewest, about, place,
      places: own.map(number => places[number]), titleWords: wordsOf(title + ' ' + edition), words: words.split(' ')
    }))
    answer()
  }
  script.onerror = () => { status.textContent = 'Zoeken lukt nu niet. Gebruik de lijst hieronder.' }
  document.head.append(script)
}

function worth(asked, words, points) { // the most that a word asked for is worth among these
  return words.reduce((most, word) => word.startsWith(asked) ? Math.max(most, points * (word === asked ? WHOLE : 1)) : most, 0)
}

function isCommon(asked) { // on most pages, or too short to be kept: no reason to leave a page out
  return asked.length < 3 && !/\d/.test(asked) || common.includes(asked)
}

function judged(entry, asked) { // every word asked for must be somewhere on the page
  let score = 0
  for (const one of asked) {
    const best = Math.max(worth(one, entry.titleWords, TITLE), worth(one, entry.words, WORD),
      ...entry.places.map(place => worth(one, place.words, HEADING)))
    if (!best && !isCommon(one)) return null
    score += best
  }
  if (!score) return null
  if (entry.titleWords.join(' ').startsWith(asked.join(' '))) score += BEGINNING
  const isTitle = asked.every(one => worth(one, entry.titleWords, 1))
  const places = isTitle ? [] : entry.places.filter(place => asked.some(one => worth(one, place.words, 1)))
  return { entry, score, places: places.slice(0, MOST_PLACES) }
}

function element(tag, text, href) {
  const made = document.createElement(tag)
  if (text) made.textContent = text
  if (href) made.href = href
  return made
}

function shown({ entry, places }) {
  const item = element('li')
  item.append(element('a', entry.title, entry.href))
  if (entry.edition && entry.group !== ORDER[0]) item.append(' ', Object.assign(element('span', entry.edition), { className: 'meta' }))
  if (entry.about) item.append(element('p', entry.about))
  if (places.length) {
    const inner = element('ul')
    inner.append(...places.map(place => {
      const line = element('li')
      line.append(element('a', place.heading, entry.href + '#' + place.id))
      return line
    }))
    item.append(inner)
  }
  return item
}

function answer() {
  const asked = wordsOf(field.value)
  older.closest('p').hidden = !asked.length
  all.hidden = asked.length > 0
  list.replaceChildren()
  if (!asked.length) { status.textContent = ''; return }
  if (!index) { status.textContent = 'Bezig met zoeken.'; return }
  const every = index.map(entry => judged(entry, asked)).filter(Boolean)
    .sort((a, b) => b.score - a.score || a.entry.place - b.entry.place)
  const hits = every.filter(({ entry }) => older.checked || entry.isNewest)
  const groups = ORDER.map((group, place) => ({ name: PLURAL[place], hits: hits.filter(hit => hit.entry.group === group) }))
    .filter(group => group.hits.length).sort((a, b) => b.hits[0].score - a.hits[0].score)
  for (const group of groups) {
    const section = element('section')
    const ul = element('ul')
    ul.append(...group.hits.map(shown))
    section.append(element('h2', `${group.name} (${group.hits.length})`), ul)
    list.append(section)
  }
  const number = hits.length === 1 ? '1 resultaat' : `${hits.length || 'Geen'} resultaten`
  const besides = every.length > hits.length ? ` In eerdere monitors staan er nog ${every.length - hits.length}.` : ''
  const advice = every.length ? '' : ' Probeer een korter of een ander woord.'
  status.textContent = `${number} voor ‘${field.value.trim()}’.${besides}${advice}`
}

function remember() {
  const told = new URLSearchParams()
  if (field.value.trim()) told.set('q', field.value.trim())
  if (older.checked) told.set('eerder', '1')
  history.replaceState(null, '', '#' + told)
}

function recall() {
  const told = new URLSearchParams(location.hash.slice(1))
  if (location.hash && !told.has('q')) return
  field.value = told.get('q') ?? ''
  older.checked = told.has('eerder')
  answer()
}

form.hidden = false
form.addEventListener('submit', event => { event.preventDefault(); remember(); answer() })
field.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(() => { remember(); answer() }, 200) })
older.addEventListener('change', () => { remember(); answer() })
addEventListener('hashchange', recall)
recall()
load()
