/** What shall the composer do with a message? */
import type { Message } from '../state/model.ts'

export interface Task {
  kind: 'reply' | 'edit'
  message: Message
}
