// The names of containers and queues, in one place. They equal the defaults of DreamStorageNames in the Pipeline room
// (a test compares them), and both apps get them as settings all the same, so that neither depends on a default.

@export()
type StorageNames = {
  @description('Container: where people drop pictures.')
  uploads: string

  @description('Container: where dreams, their JSON and refusals appear.')
  dreams: string

  @description('Container: planes between the stages.')
  work: string

  @description('Queue: work for tile workers.')
  tickets: string

  @description('Queue: what the workers answer.')
  results: string

  @description('Queue: one Event Grid message for each uploaded picture.')
  arrivals: string

  @description('Queue: what happened to dreams, for whoever wants to know.')
  events: string
}

@export()
var storageNames = {
  uploads: 'uploads'
  dreams: 'dreams'
  work: 'dream-work'
  tickets: 'tile-tickets'
  results: 'tile-results'
  arrivals: 'arrivals'
  events: 'dream-events'
}

@export()
@description('The names as the settings that the coordinator and the workers read.')
func settingsOf(names StorageNames) array => [
  { name: 'DREAM_UPLOADS', value: names.uploads }
  { name: 'DREAM_DREAMS', value: names.dreams }
  { name: 'DREAM_WORK', value: names.work }
  { name: 'DREAM_TICKETS', value: names.tickets }
  { name: 'DREAM_RESULTS', value: names.results }
  { name: 'DREAM_ARRIVALS', value: names.arrivals }
  { name: 'DREAM_EVENTS', value: names.events }
]
