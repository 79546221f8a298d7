// Pages of signing in, setting up and settings. Everything here is an extra: the forms work without it,
// except passkeys, which no browser offers without a script.

const $ = (selector, root = document) => root.querySelector(selector)
const all = (selector, root = document) => [...root.querySelectorAll(selector)]

function switchable(input) {
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'password-switch', textContent: 'Show' })
  button.setAttribute('aria-controls', input.id)
  button.setAttribute('aria-label', 'Show the password')
  button.addEventListener('click', () => {
    const shown = input.type === 'password'
    input.type = shown ? 'text' : 'password'
    button.textContent = shown ? 'Hide' : 'Show'
    button.setAttribute('aria-label', shown ? 'Hide the password' : 'Show the password')
  })
  const frame = Object.assign(document.createElement('div'), { className: 'password' })
  input.replaceWith(frame)
  frame.append(input, button)
  // What is sent is a password again, so that password managers and autofill treat it as one.
  input.form?.addEventListener('submit', () => { input.type = 'password' })
}

function guessZone(select) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (!zone || select.dataset.guessZone === 'done' || all('.error', select.form).length) return
  if (![...select.options].some((option) => option.value === zone)) select.prepend(new Option(zone, zone))
  select.value = zone
  select.dataset.guessZone = 'done'
}

// The same rule as mentoring/accounts/calling.py, as far as a name is typed; what is left empty, the server fills in.
function follow(called) {
  const name = $('input[name=name]', called.form)
  const { titles, dotted } = JSON.parse(called.dataset.called)
  const isTitle = (word) => {
    const parts = word.toLowerCase().replace(/[,()]/g, '').split(/[.\-/]/).filter(Boolean)
    return !/^.\.$/.test(word) && parts.length > 0 && parts.every((part) =>
      titles.includes(part) || (word.includes('.') && dotted.includes(part)))
  }
  const first = () => {
    const words = name.value.split(',')[0].trim().split(/\s+/)
    const named = words.slice(Math.max(0, words.findIndex((word) => !isTitle(word))))
    return named.slice(0, -1).find((word) => !/^.\.$/.test(word)) ?? named[0] ?? ''
  }
  let told = first()
  name.addEventListener('input', () => {
    if (called.value && called.value !== told) return
    called.value = told = first()
  })
}

function preview(range) {
  range.addEventListener('input', () => document.documentElement.style.setProperty('--h', range.value))
}

// Browsers offer passkeys only under a name, never under a bare number such as 127.0.0.1.
const passkeysWork = Boolean(window.PublicKeyCredential) && !/^[\d.]+$|:/.test(location.hostname)

function passkeyTrouble(event) {
  const place = $('[data-passkey-trouble]')
  if (!place) return
  event.preventDefault()
  const name = event.detail.exception?.name
  const sentences = {
    NotAllowedError: 'That was cancelled or took too long. Try again, or use another way.',
    InvalidStateError: 'This device already holds a passkey for your account.',
    SecurityError: 'Passkeys need an address with a name and https (or localhost). Use another way.',
  }
  place.textContent = sentences[name] ?? 'It did not work. Try again, or use another way.'
  place.closest('[hidden]')?.removeAttribute('hidden')
  place.focus()
}

function start(root) {
  all('input[type=password]:not([data-plain])', root).forEach((input) => { if (!input.closest('.password')) switchable(input) })
  all('select[data-guess-zone]', root).forEach(guessZone)
  all('input[data-hue]', root).forEach(preview)
  all('input[data-called]:not([data-followed])', root).forEach((input) => { input.dataset.followed = ''; follow(input) })
  all('[data-needs-passkeys]', root).forEach((element) => { element.hidden = !passkeysWork })
}

document.addEventListener('allauth.error', passkeyTrouble)
document.addEventListener('htmx:after:swap', () => start(document))
start(document)
