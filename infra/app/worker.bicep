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
param insightsConnectionString string

@description('Where the net is evaluated: cuda on a GPU profile, cpu elsewhere.')
@allowed(['cuda', 'cpu'])
param provider string

@description('Most replicas at once; GPU quota is asked for by region.')
@minValue(1)
param maxReplicas int

@description('Tickets that wait for one replica before another is added.')
@minValue(1)
param ticketsPerReplica int

@description('Tickets that a replica works on at once.')
@minValue(1)
param ticketsAtOnce int

@description('Whether products run in float16.')
param halfPrecision bool

// A worker that is asked to stop hands its ticket back between two evaluations of the net. One that is killed loses no more
// than the time that a ticket stays invisible (a tile and a half): another worker takes it then.
@description('How long a tile usually takes at most, in seconds.')
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
      // https://learn.microsoft.com/azure/container-apps/application-lifecycle-management#shutdown
      terminationGracePeriodSeconds: 2 * tileSeconds
      containers: [
        {
          // The first container gets the GPU: https://learn.microsoft.com/azure/container-apps/gpu-serverless-overview
          name: 'worker'
          image: image
          args: ['--provider', provider, '--at-once', string(ticketsAtOnce)]
          resources: { cpu: cpu, memory: memory }
          env: concat(
            [
              { name: 'DREAM_STORAGE_ACCOUNT', value: storageName }
              { name: 'AZURE_CLIENT_ID', value: identityClientId }
              { name: 'DREAM_TILE_SECONDS', value: string(tileSeconds) }
              { name: 'DREAM_HALF', value: string(halfPrecision) }
              { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insightsConnectionString }
              {
                name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING'
                value: 'ClientId=${identityClientId};Authorization=AAD'
              }
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
