/** Which emoji are there to choose from, and by which words are they found? In English and Chinese. */

const FACES = `
😀 grin happy smile 笑 开心|😃 smile happy 笑 高兴|😄 laugh happy eyes 大笑 高兴|😁 beam grin teeth 露齿 嘿嘿|😆 laugh squint 大笑 哈哈
😅 sweat laugh relief 汗 尴尬|😂 joy tears laugh lol 笑哭|🤣 rofl floor laugh 笑翻|🙂 slight smile 微笑|🙃 upside down irony 倒 无奈
😉 wink 眨眼|😊 blush smile 害羞 微笑|😇 angel halo innocent 天使|🥰 love hearts adore 喜爱|😍 heart eyes love 花痴 爱
😘 kiss love 亲亲|😋 yum tasty delicious 好吃|😛 tongue 吐舌|😜 wink tongue joke 调皮|🤪 crazy zany 疯
🤗 hug 拥抱|🤭 oops giggle hand 捂嘴|🤔 think hmm 思考|🤐 zip secret mouth 闭嘴|😐 neutral 面无表情
😏 smirk 得意|🙄 roll eyes 白眼|😬 grimace awkward 尴尬|😌 relieved calm 放松|😔 pensive sad 难过
😴 sleep tired 睡|😷 mask ill 口罩 生病|🤒 fever ill sick 发烧|🥵 hot heat 热|🥶 cold freeze 冷
😵 dizzy 晕|🤯 mind blown explode 震惊|🤠 cowboy 牛仔|🥳 party celebrate birthday 庆祝|😎 cool sunglasses 酷 墨镜
🤓 nerd glasses 书呆子|😕 confused 困惑|😟 worried 担心|😮 wow surprised open 惊讶|😳 flushed embarrassed 脸红
🥺 please plead 求 可怜|😨 fear scared 害怕|😢 cry sad tear 哭|😭 sob cry loud 大哭|😱 scream shock 尖叫
😤 huff proud 生气|😡 angry mad red 愤怒|😈 devil 恶魔|💀 skull dead 骷髅|🤡 clown 小丑|👻 ghost 鬼|🤖 robot bot 机器人`

const GESTURES = `
👍 thumbs up yes good like ok 赞 好|👎 thumbs down no bad 踩 差|👌 ok fine perfect 好的|🤌 pinched italian 捏|✌️ victory peace two 胜利 耶
🤞 crossed fingers luck 祈祷 好运|🤟 love you hand 爱你|👈 left point 左|👉 right point 右|👆 up point 上|👇 down point 下
👋 wave hello bye hi 挥手 你好 再见|🤚 back hand 手背|✋ stop hand high five 停|👏 clap applause bravo 鼓掌|🙌 hooray raise hands 万岁
🤝 handshake deal agree 握手 成交|🙏 thanks please pray 谢谢 拜托|💪 strong muscle arm 加油 强|✍️ write sign 写|👀 eyes look see 看
🧠 brain smart 大脑|🙋 raise hand question me 举手|🙇 bow sorry 鞠躬 抱歉|🤦 facepalm 捂脸|🤷 shrug know dunno 耸肩
💁 info help desk 介绍|🏃 run hurry 跑|💃 dance 跳舞|🕺 dance man 跳舞`

const HEARTS = `
❤️ heart love red 爱心 红心|🧡 orange heart 橙心|💛 yellow heart 黄心|💚 green heart 绿心|💙 blue heart 蓝心|💜 purple heart 紫心
🖤 black heart 黑心|🤍 white heart 白心|💔 broken heart 心碎|💕 hearts love 爱|💯 hundred perfect score 满分|✨ sparkles shine new 闪亮
⭐ star 星|🔥 fire hot lit 火|💥 boom explosion 爆炸|🎉 party tada congratulations celebrate 庆祝 恭喜|🎊 confetti party 彩带
✅ check done yes ok 完成 对|❌ cross no wrong 错|❓ question 问号|❗ exclamation important 感叹 重要|⚠️ warning caution 警告
💤 sleep zzz 睡|♻️ recycle 回收|➕ plus add 加|🔔 bell notify 铃 通知`

const NATURE = `
🐶 dog puppy 狗|🐱 cat 猫|🐭 mouse 鼠|🐰 rabbit bunny 兔|🦊 fox 狐狸|🐻 bear 熊|🐼 panda 熊猫|🐨 koala 考拉|🦁 lion 狮子
🐮 cow 牛|🐷 pig 猪|🐸 frog 青蛙|🐵 monkey 猴|🐔 chicken 鸡|🐧 penguin 企鹅|🐦 bird 鸟|🦉 owl 猫头鹰|🐝 bee 蜜蜂
🦋 butterfly 蝴蝶|🐢 turtle slow 乌龟|🐙 octopus 章鱼|🐳 whale 鲸|🌱 seedling plant grow 发芽 植物|🌳 tree 树|🌸 blossom flower 樱花
🌹 rose flower 玫瑰|🌻 sunflower 向日葵|🍀 clover luck 四叶草 好运|🌈 rainbow 彩虹|☀️ sun sunny 太阳 晴|🌙 moon night 月亮
⛅ cloud sun weather 多云|🌧️ rain 雨|❄️ snow cold winter 雪|🌊 wave sea water 海浪`

const FOOD = `
🍎 apple fruit 苹果|🍌 banana 香蕉|🍇 grapes 葡萄|🍓 strawberry 草莓|🍑 peach 桃|🍍 pineapple 菠萝|🥑 avocado 牛油果|🥕 carrot 胡萝卜
🌽 corn 玉米|🍞 bread 面包|🧀 cheese 奶酪|🍔 burger 汉堡|🍟 fries 薯条|🍕 pizza 披萨|🌮 taco 玉米饼|🥗 salad 沙拉
🍜 noodles soup ramen 面条|🍣 sushi 寿司|🥟 dumpling 饺子|🍚 rice 米饭|🍦 ice cream 冰淇淋|🍰 cake 蛋糕|🎂 birthday cake 生日 蛋糕
🍪 cookie 饼干|🍫 chocolate 巧克力|☕ coffee 咖啡|🍵 tea 茶|🧋 bubble tea milk 奶茶|🍺 beer 啤酒|🍷 wine 红酒|🥂 cheers toast 干杯`

const THINGS = `
⚽ football soccer ball 足球|🏀 basketball ball 篮球|🎾 tennis 网球|🎮 game controller 游戏|🎲 dice game 骰子|🎸 guitar music 吉他
🎧 headphones music 耳机 音乐|🎬 film movie 电影|📚 books read study 书 学习|💡 idea light bulb 主意 灯|💻 laptop computer work 电脑
📱 phone mobile 手机|📷 camera photo 相机 照片|🔑 key 钥匙|🔧 wrench tool fix 工具 修|🧭 compass 指南针|📅 calendar date 日历
📎 paperclip attach 回形针|✏️ pencil write 铅笔|📌 pin 图钉|💰 money 钱|🎁 gift present 礼物|🏆 trophy win 奖杯 冠军
🚗 car 汽车|🚲 bicycle bike 自行车|🚆 train 火车|✈️ plane flight travel 飞机 旅行|🚀 rocket launch ship 火箭|🏠 home house 家
🏢 office work 办公楼|🏫 school 学校|🏖️ beach holiday 海滩 度假|⏰ alarm clock time 闹钟 时间|🌍 earth world 地球 世界`

export interface Emoji {
  sign: string
  words: string
}

const read = (text: string): Emoji[] =>
  text
    .trim()
    .split(/[|\n]/u)
    .map((entry) => {
      const [sign = '', ...words] = entry.trim().split(' ')
      return { sign, words: words.join(' ') }
    })

export const GROUPS = {
  faces: read(FACES),
  gestures: read(GESTURES),
  hearts: read(HEARTS),
  nature: read(NATURE),
  food: read(FOOD),
  things: read(THINGS),
}

export type Group = keyof typeof GROUPS

/** The emoji of which each of the words is the beginning of one; a Chinese word may also stand inside one. */
export function find(text: string): Emoji[] {
  const wanted = text.trim().toLowerCase().split(/\s+/u)
  const fits = ({ sign, words }: Emoji, word: string) =>
    sign === word ||
    ` ${words}`.includes(` ${word}`) ||
    (/\p{Script=Han}/u.test(word) && words.includes(word))
  return Object.values(GROUPS)
    .flat()
    .filter((emoji) => wanted.every((word) => fits(emoji, word)))
}
