// An uploaded picture becomes a message: blob created -> Event Grid -> the arrivals queue, by identity, without a webhook key.
// https://learn.microsoft.com/azure/event-grid/handler-storage-queues

import { StorageNames } from 'names.bicep'

param location string
param tags object
param name string
param storageName string
param names StorageNames

@description('The identity that puts messages into the arrivals queue.')
param identityId string

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    source: account.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }

  resource uploads 'eventSubscriptions' = {
    name: 'uploads-to-arrivals'
    properties: {
      eventDeliverySchema: 'EventGridSchema'
      filter: {
        // https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage
        includedEventTypes: ['Microsoft.Storage.BlobCreated']
        subjectBeginsWith: '/blobServices/default/containers/${names.uploads}/'
      }
      deliveryWithResourceIdentity: {
        identity: {
          type: 'UserAssigned'
          userAssignedIdentity: identityId
        }
        destination: {
          endpointType: 'StorageQueue'
          properties: {
            resourceId: account.id
            queueName: names.arrivals
            queueMessageTimeToLiveInSeconds: 604800
          }
        }
      }
      retryPolicy: {
        maxDeliveryAttempts: 30
        eventTimeToLiveInMinutes: 1440
      }
    }
  }
}
