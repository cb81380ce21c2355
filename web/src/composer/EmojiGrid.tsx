/** The emoji to choose from, those used last in front. Arrow keys go through the grid. */
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import css from './EmojiGrid.module.css'

const GROUPS = {
  faces:
    '😀 😃 😄 😁 😆 😅 😂 🤣 🙂 🙃 😉 😊 😇 🥰 😍 😘 😋 😛 😜 🤪 🤗 🤭 🤔 🤐 😐 😏 🙄 😬 😌 😔 😴 😷 🤒 🥵 🥶 😵 🤯 🤠 🥳 😎 🤓 😕 😟 😮 😳 🥺 😨 😢 😭 😱 😤 😡 😈 💀 🤡 👻 🤖',
  gestures: '👍 👎 👌 🤌 ✌️ 🤞 🤟 👈 👉 👆 👇 👋 🤚 ✋ 👏 🙌 🤝 🙏 💪 ✍️ 👀 🧠 🙋 🙇 🤦 🤷 💁 🏃 💃 🕺',
  hearts: '❤️ 🧡 💛 💚 💙 💜 🖤 🤍 💔 💕 💯 ✨ ⭐ 🔥 💥 🎉 🎊 ✅ ❌ ❓ ❗ ⚠️ 💤 ♻️ ➕ 🔔',
  nature:
    '🐶 🐱 🐭 🐰 🦊 🐻 🐼 🐨 🦁 🐮 🐷 🐸 🐵 🐔 🐧 🐦 🦉 🐝 🦋 🐢 🐙 🐳 🌱 🌳 🌸 🌹 🌻 🍀 🌈 ☀️ 🌙 ⛅ 🌧️ ❄️ 🌊',
  food: '🍎 🍌 🍇 🍓 🍑 🍍 🥑 🥕 🌽 🍞 🧀 🍔 🍟 🍕 🌮 🥗 🍜 🍣 🥟 🍚 🍦 🍰 🎂 🍪 🍫 ☕ 🍵 🧋 🍺 🍷 🥂',
  things:
    '⚽ 🏀 🎾 🎮 🎲 🎸 🎧 🎬 📚 💡 💻 📱 📷 🔑 🔧 🧭 📅 📎 ✏️ 📌 💰 🎁 🏆 🚗 🚲 🚆 ✈️ 🚀 🏠 🏢 🏫 🏖️ ⏰ 🌍',
}

const KEPT = 'tokenim.emoji'
const COLUMNS = 8
const KEEP = 16

const recent = (): string[] => (localStorage.getItem(KEPT) ?? '').split(' ').filter(Boolean)

export default function EmojiGrid({ onChosen }: { onChosen: (emoji: string) => void }) {
  const { t } = useTranslation()
  const [last] = useState(recent)
  const choose = (emoji: string) => {
    localStorage.setItem(KEPT, [emoji, ...last.filter((it) => it !== emoji)].slice(0, KEEP).join(' '))
    onChosen(emoji)
  }
  const groups = [
    ...(last.length ? ([['recent', last]] as const) : []),
    ...Object.entries(GROUPS).map(([name, all]) => [name, all.split(' ')] as const),
  ]
  return (
    <div className={css.grid} onKeyDown={walk}>
      {groups.map(([name, all]) => (
        <section key={name} aria-label={t(`emoji.${name as 'recent'}`)}>
          <p className={css.name}>{t(`emoji.${name as 'recent'}`)}</p>
          <div className={css.all}>
            {all.map((emoji) => (
              <button
                key={emoji}
                type="button"
                className={css.one}
                aria-label={emoji}
                onClick={() => choose(emoji)}
              >
                {emoji}
              </button>
            ))}
          </div>
        </section>
      ))}
    </div>
  )
}

function walk(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS }[event.key]
  if (step === undefined) return
  const all = [...event.currentTarget.querySelectorAll('button')]
  const next = all[all.indexOf(event.target as HTMLButtonElement) + step]
  event.preventDefault()
  event.stopPropagation()
  next?.focus()
}
