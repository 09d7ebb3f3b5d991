// The one storage account: pictures, the work between the stages, the queues, and the durable task hub.
// https://learn.microsoft.com/azure/templates/microsoft.storage/storageaccounts

import { StorageNames } from 'names.bicep'

param location string
param tags object
param name string
param names StorageNames

@description('Days after which work blobs that a dream left behind (it was killed, or purged by hand) are removed.')
@minValue(1)
param workDays int

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    // Only identities get in: https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    // https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    // https://learn.microsoft.com/azure/storage/common/transport-layer-security-configure-minimum-version
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    accessTier: 'Hot'
    // With a firewall here, Event Grid could no longer deliver with a user-assigned identity:
    // https://learn.microsoft.com/azure/event-grid/handler-storage-queues
    publicNetworkAccess: 'Enabled'
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource containers 'containers' = [
      for container in [names.uploads, names.dreams, names.work]: {
        name: container
        properties: { publicAccess: 'None' }
      }
    ]
  }

  resource queues 'queueServices' = {
    name: 'default'

    resource all 'queues' = [
      for queue in [names.tickets, names.results, names.arrivals, names.events]: {
        name: queue
      }
    ]
  }

  // A dream removes its own work; this catches what a killed one left.
  // https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-overview
  resource lifecycle 'managementPolicies' = {
    name: 'default'
    dependsOn: [blobs]
    properties: {
      policy: {
        rules: [
          {
            name: 'remove-forgotten-work'
            type: 'Lifecycle'
            enabled: true
            definition: {
              filters: {
                blobTypes: ['blockBlob']
                // Not the line of dreams that wait (DreamLine), however long they do.
                prefixMatch: ['${names.work}/dream-']
              }
              actions: {
                baseBlob: { delete: { daysAfterModificationGreaterThan: workDays } }
              }
            }
          }
        ]
      }
    }
  }
}

output name string = account.name
output id string = account.id
