/** What do events change in a group and in who is in it? */
import { describe, expect, test } from 'vitest'
import { reduce, toldMembers } from '../src/index.ts'
import { ANN, GROUP, ME, follow, group, happened, own, sent, shown } from './garden.ts'

describe('a group', () => {
  test('counts who joins and leaves, once each', () => {
    const joins = happened('member.joined', { user_ids: ['u_new'], by: ANN, at: '' }, 5)
    const joined = follow(shown(), joins, joins)
    expect(joined.conversations[GROUP]!.member_count).toBe(4)
    expect(joined.members[GROUP]!['u_new']).toMatchObject({ role: 'member' })
    const left = reduce(joined, happened('member.left', { user_id: 'u_new', by: 'u_new', at: '' }, 6))
    expect(left.conversations[GROUP]!.member_count).toBe(3)
    expect(left.members[GROUP]!['u_new']).toBeUndefined()
  })

  test('shows my new role at once', () => {
    const after = reduce(
      shown(),
      happened('member.role_changed', { user_id: ME, role: 'admin', by: ANN, at: '' }, 5),
    )
    expect(after.conversations[GROUP]!.role).toBe('admin')
    expect(after.members[GROUP]![ME]!.role).toBe('admin')
  })

  test('that I left is gone from the list', () => {
    const after = reduce(
      shown(),
      happened('conversation.left', { conversation_id: GROUP, by: ME, at: '' }, 9, ME),
    )
    expect(after.conversations).toEqual({})
    expect(after.histories).toEqual({})
  })

  test('takes a new name and keeps what was not told', () => {
    const after = reduce(
      shown({ description: 'Plants' }),
      happened('conversation.updated', { name: 'Roof', by: ANN, at: '' }, 5),
    )
    expect(after.conversations[GROUP]).toMatchObject({ name: 'Roof', description: 'Plants' })
  })
})

test('an invitation ends when it is accepted, here or elsewhere, and when the user speaks', () => {
  const invited = shown({ invited_by: ANN })
  expect(group(reduce(invited, sent(5))).invited_by).toBe(ANN)
  expect(group(reduce(invited, own('invitation.accepted', {}))).invited_by).toBeNull()
  expect(group(reduce(invited, sent(5, { sender_id: ME }))).invited_by).toBeNull()
})

test('a page of members joins those who are known, and takes no receipt back', () => {
  const receipt = happened('receipt.read', { user_id: ANN, seq: 4 })
  const page = [ANN, 'u_bob'].map((user_id) => ({
    user_id,
    role: 'admin',
    joined_at: '2026-01-01T00:00:00.000Z',
    read_seq: 2,
    delivered_seq: 3,
  }))
  const after = toldMembers(reduce(shown(), receipt), GROUP, page)
  expect(after.members[GROUP]).toMatchObject({
    [ME]: { read_seq: 0 },
    [ANN]: { role: 'admin', read_seq: 4, delivered_seq: 4 },
    u_bob: { role: 'admin', read_seq: 2, delivered_seq: 3 },
  })
})
