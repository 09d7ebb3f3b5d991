// The whole system in one resource group, for `azd up` and for `az deployment sub create`; see README.md beside this file.

targetScope = 'subscription'

import { storageNames } from 'app/names.bicep'

@description('The name of the environment; the resource group and, by a hash, all names follow from it.')
@minLength(1)
@maxLength(40)
param environmentName string

// Where there are GPU profiles: https://learn.microsoft.com/azure/container-apps/gpu-serverless-overview#supported-regions
@description('The region.')
param location string

@description('The card of the tile workers; none runs them on CPU, for a subscription without GPU quota.')
@allowed(['T4', 'A100', 'none'])
param gpu string = 'T4'

@description('The coordinator\'s image; empty until it is pushed.')
param coordinatorImage string = ''

@description('The tile worker\'s image; empty until it is pushed.')
param workerImage string = ''

@description('The most tile workers at once.')
@minValue(1)
param maxWorkers int = 4

@description('Tickets that wait for one worker before another is started. An octave has at most 32 tickets out at a time.')
@minValue(1)
param ticketsPerWorker int = 8

@description('Tickets that a worker works on at once, for a GPU that one tile does not fill.')
@minValue(1)
@maxValue(64)
param ticketsAtOnce int = 1

@description('Whether a GPU runs products in float16: faster on cards with units for it. Without a GPU it counts for nothing.')
param halfPrecision bool = false

@description('How long a tile usually takes at most, in seconds. Grace, visibility of tickets and patience follow from it (TilePace).')
@minValue(5)
@maxValue(300)
param tileSeconds int = 60

@description('What every dream looks like, as JSON (DreamSettings in the Pipeline room); empty for the defaults.')
param dreamSettings string = ''

@description('What the workers may cost before new dreams wait for the next period: an amount a day or a month, such as 20/day; empty for no cap.')
param spendingCap string = ''

@description('The price of a worker\'s hour, in the currency of the cap, which needs it.')
param pricePerHour string = ''

@description('Replicas of the coordinator that run whatever happens.')
@minValue(1)
param coordinatorReplicas int = 1

@description('May the coordinator\'s HTTP functions be reached from outside?')
param publicIngress bool = false

@description('Who may upload pictures and fetch dreams: the object id of a user, group or service principal.')
param principalId string = ''

@description('What that is.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param principalType string = 'User'

@description('The sum a month at which mails go out, in the currency of the bill.')
@minValue(1)
param monthlyBudget int = 50

@description('Who gets these mails, besides the owners of the resource group.')
param budgetEmails string[] = []

@description('First day of the month from which the budget counts. Give the first deployment\'s value in later ones.')
param budgetStart string = utcNow('yyyy-MM-01')

var abbreviations = loadJsonContent('abbreviations.json')
var token = uniqueString(subscription().id, environmentName, location)
var tags = { 'azd-env-name': environmentName }

// Profile names and sizes (a GPU replica takes the whole profile):
// https://learn.microsoft.com/azure/container-apps/workload-profiles-overview#consumption-profile-details
var profiles = {
  T4: { name: 'gpu-t4', type: 'Consumption-GPU-NC8as-T4', cpu: 8, memory: '56Gi', provider: 'cuda' }
  A100: { name: 'gpu-a100', type: 'Consumption-GPU-NC24-A100', cpu: 24, memory: '220Gi', provider: 'cuda' }
  none: { name: 'Consumption', type: '', cpu: 4, memory: '8Gi', provider: 'cpu' }
}
var profile = profiles[gpu]

// What stands in until the first push: the Functions base image itself, and a container that is never started (0 replicas).
var coordinatorPlaceholder = 'mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0'
var workerPlaceholder = 'mcr.microsoft.com/k8se/quickstart:latest'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: '${abbreviations.resourcesResourceGroups}${environmentName}'
  location: location
  tags: tags
}

module identities 'app/identities.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    prefix: abbreviations.managedIdentityUserAssignedIdentities
    token: token
  }
}

module storage 'app/storage.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${abbreviations.storageStorageAccounts}${token}'
    names: storageNames
    workDays: 3
  }
}

module monitoring 'app/monitoring.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    workspaceName: '${abbreviations.operationalInsightsWorkspaces}${token}'
    insightsName: '${abbreviations.insightsComponents}${token}'
    dailyGigabytes: 1
  }
}

module registry 'app/registry.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${abbreviations.containerRegistryRegistries}${token}'
  }
}

module rbac 'app/rbac.bicep' = {
  scope: group
  params: {
    storageName: storage.outputs.name
    names: storageNames
    registryName: registry.outputs.name
    insightsName: monitoring.outputs.insightsName
    coordinatorPrincipalId: identities.outputs.coordinatorPrincipalId
    workerPrincipalId: identities.outputs.workerPrincipalId
    arrivalsPrincipalId: identities.outputs.arrivalsPrincipalId
    operatorPrincipalId: principalId
    operatorPrincipalType: principalType
  }
}

module environment 'app/environment.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${abbreviations.appManagedEnvironments}${token}'
    workspaceId: monitoring.outputs.workspaceId
    workerProfileName: profile.name
    workerProfileType: profile.type
  }
}

module arrivals 'app/arrivals.bicep' = {
  scope: group
  dependsOn: [rbac]
  params: {
    location: location
    tags: tags
    name: '${abbreviations.eventGridSystemTopics}${token}'
    storageName: storage.outputs.name
    names: storageNames
    identityId: identities.outputs.arrivalsId
  }
}

module coordinator 'app/coordinator.bicep' = {
  scope: group
  dependsOn: [rbac]
  params: {
    location: location
    tags: tags
    name: '${abbreviations.appContainerApps}coordinator-${token}'
    environmentId: environment.outputs.id
    image: empty(coordinatorImage) ? coordinatorPlaceholder : coordinatorImage
    registryServer: registry.outputs.loginServer
    identityId: identities.outputs.coordinatorId
    identityClientId: identities.outputs.coordinatorClientId
    storageName: storage.outputs.name
    names: storageNames
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    dreamSettings: dreamSettings
    spendingCap: spendingCap
    pricePerHour: pricePerHour
    tileSeconds: tileSeconds
    publicIngress: publicIngress
    minReplicas: coordinatorReplicas
    maxReplicas: max(coordinatorReplicas, 2)
  }
}

module worker 'app/worker.bicep' = {
  scope: group
  dependsOn: [rbac]
  params: {
    location: location
    tags: tags
    name: '${abbreviations.appContainerApps}worker-${token}'
    environmentId: environment.outputs.id
    workloadProfileName: profile.name
    cpu: profile.cpu
    memory: profile.memory
    image: empty(workerImage) ? workerPlaceholder : workerImage
    registryServer: registry.outputs.loginServer
    identityId: identities.outputs.workerId
    identityClientId: identities.outputs.workerClientId
    storageName: storage.outputs.name
    names: storageNames
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    provider: profile.provider
    maxReplicas: maxWorkers
    ticketsPerReplica: ticketsPerWorker
    ticketsAtOnce: ticketsAtOnce
    halfPrecision: halfPrecision && profile.provider == 'cuda'
    tileSeconds: tileSeconds
  }
}

module budget 'app/budget.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.consumptionBudgets}${token}'
    amount: monthlyBudget
    startDate: budgetStart
    emails: budgetEmails
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.outputs.loginServer
output AZURE_STORAGE_ACCOUNT string = storage.outputs.name
output SERVICE_COORDINATOR_NAME string = coordinator.outputs.name
output SERVICE_WORKER_NAME string = worker.outputs.name
