// The tile worker: a plain container, since a function app may not have a scale rule of its own. 0..N by the length of the
// ticket queue. https://learn.microsoft.com/azure/container-apps/scale-app

import { StorageNames, settingsOf } from 'names.bicep'

param location string
param tags object
param name string
param environmentId string
param workloadProfileName string
param cpu int
param memory string
param image string
param registryServer string
param identityId string
param identityClientId string
param storageName string
param names StorageNames

@description('Where the net is evaluated: cuda on a GPU profile, cpu elsewhere.')
@allowed(['cuda', 'cpu'])
param provider string

@description('Most replicas at once; GPU quota is asked for by region.')
@minValue(1)
param maxReplicas int

@description('Tickets that wait for one replica before another is added.')
@minValue(1)
param ticketsPerReplica int

@description('The longest that one tile may take, in seconds; how long a worker may go on after SIGTERM follows from it.')
param tileSeconds int

resource worker 'Microsoft.App/containerApps@2026-01-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'worker' })
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    environmentId: environmentId
    workloadProfileName: workloadProfileName
    configuration: {
      activeRevisionsMode: 'Single'
      registries: [{ server: registryServer, identity: identityId }]
    }
    template: {
      // Time to finish the tile in hand, and some to answer:
      // https://learn.microsoft.com/azure/container-apps/application-lifecycle-management#shutdown
      terminationGracePeriodSeconds: tileSeconds + 30
      containers: [
        {
          // The first container gets the GPU: https://learn.microsoft.com/azure/container-apps/gpu-serverless-overview
          name: 'worker'
          image: image
          resources: { cpu: cpu, memory: memory }
          env: concat(
            [
              { name: 'AzureWebJobsStorage__accountName', value: storageName }
              { name: 'AZURE_CLIENT_ID', value: identityClientId }
              { name: 'DREAM_PROVIDER', value: provider }
              { name: 'DREAM_TILE_SECONDS', value: string(tileSeconds) }
            ],
            settingsOf(names)
          )
          volumeMounts: [{ volumeName: 'scratch', mountPath: '/tmp' }]
        }
      ]
      volumes: [{ name: 'scratch', storageType: 'EmptyDir' }]
      scale: {
        minReplicas: 0
        maxReplicas: maxReplicas
        rules: [
          {
            name: 'tickets'
            azureQueue: {
              accountName: storageName
              queueName: names.tickets
              queueLength: ticketsPerReplica
              identity: identityId
            }
          }
        ]
      }
    }
  }
}

output name string = worker.name
