// The search field of the front door: it leads to the page that answers.
const form = document.querySelector('form.search')
form.hidden = false
form.addEventListener('submit', event => {
  event.preventDefault()
  location.href = 'zoeken.html#q=' + encodeURIComponent(form.q.value.trim())
})
