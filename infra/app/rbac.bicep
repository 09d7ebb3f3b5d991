// Every role that anybody gets, and nowhere else. Scopes are as small as the work allows.
// What an operation on blobs and queues asks for:
// https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory

import { StorageNames } from 'names.bicep'

param storageName string
param names StorageNames
param registryName string
param insightsName string
param coordinatorPrincipalId string
param workerPrincipalId string
param arrivalsPrincipalId string

@description('A person or group who may upload pictures and fetch dreams; empty for none.')
param operatorPrincipalId string

@description('What that is.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param operatorPrincipalType string

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage#storage-blob-data-owner
var storageBlobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage#storage-blob-data-contributor
var storageBlobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage#storage-queue-data-contributor
var storageQueueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage#storage-queue-data-message-sender
var storageQueueDataMessageSender = 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a'
// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage#storage-table-data-contributor
var storageTableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/containers#acrpull
var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'
// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/monitor#monitoring-metrics-publisher
var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource uploads 'containers' existing = {
      name: names.uploads
    }

    resource dreams 'containers' existing = {
      name: names.dreams
    }

    resource work 'containers' existing = {
      name: names.work
    }
  }

  resource queues 'queueServices' existing = {
    name: 'default'

    resource tickets 'queues' existing = {
      name: names.tickets
    }

    resource results 'queues' existing = {
      name: names.results
    }

    resource arrivals 'queues' existing = {
      name: names.arrivals
    }
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

// The coordinator: its host makes containers, queues and tables of its own (locks, the task hub), hence the whole account.
// The host asks for Storage Blob Data Owner:
// https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
// the task hub for blobs, queues and tables:
// https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-configure-managed-identity
resource coordinatorStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [storageBlobDataOwner, storageQueueDataContributor, storageTableDataContributor]: {
    name: guid(account.id, coordinatorPrincipalId, role)
    scope: account
    properties: {
      principalId: coordinatorPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

// Traces, metrics and logs of both, into one place: Application Insights takes nothing without an identity (monitoring.bicep).
resource telemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for principalId in [coordinatorPrincipalId, workerPrincipalId]: {
    name: guid(insights.id, principalId, monitoringMetricsPublisher)
    scope: insights
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
    }
  }
]

// The worker: the work container, its tickets, and a mouth to answer with; nothing of uploads, dreams or the task hub.
resource workerWork 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::work.id, workerPrincipalId, storageBlobDataContributor)
  scope: account::blobs::work
  properties: {
    principalId: workerPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}

// Not the smaller Message Processor: renewing a ticket is Update Message, which asks for messages/write, and the scale
// rule reads the queue's length, which asks for queues/read; that role has neither.
resource workerTickets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::queues::tickets.id, workerPrincipalId, storageQueueDataContributor)
  scope: account::queues::tickets
  properties: {
    principalId: workerPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageQueueDataContributor)
  }
}

resource workerResults 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::queues::results.id, workerPrincipalId, storageQueueDataMessageSender)
  scope: account::queues::results
  properties: {
    principalId: workerPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageQueueDataMessageSender)
  }
}

// Event Grid: one queue. https://learn.microsoft.com/azure/event-grid/add-identity-roles
resource arrivalsQueue 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::queues::arrivals.id, arrivalsPrincipalId, storageQueueDataMessageSender)
  scope: account::queues::arrivals
  properties: {
    principalId: arrivalsPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageQueueDataMessageSender)
  }
}

// Images. https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull
resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for principalId in [coordinatorPrincipalId, workerPrincipalId]: {
    name: guid(registry.id, principalId, acrPull)
    scope: registry
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
    }
  }
]

// Without shared keys even the account's owner needs a data role to drop a picture.
resource operatorUploads 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorPrincipalId)) {
  name: guid(account::blobs::uploads.id, operatorPrincipalId, storageBlobDataContributor)
  scope: account::blobs::uploads
  properties: {
    principalId: operatorPrincipalId
    principalType: operatorPrincipalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}

resource operatorDreams 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorPrincipalId)) {
  name: guid(account::blobs::dreams.id, operatorPrincipalId, storageBlobDataContributor)
  scope: account::blobs::dreams
  properties: {
    principalId: operatorPrincipalId
    principalType: operatorPrincipalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}
