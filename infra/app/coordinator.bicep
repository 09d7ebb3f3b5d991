// The coordinator: a function app on Container Apps, CPU only.
// https://learn.microsoft.com/azure/container-apps/functions-overview

import { StorageNames, settingsOf } from 'names.bicep'

param location string
param tags object
param name string
param environmentId string
param image string
param registryServer string
param identityId string
param identityClientId string
param storageName string
param names StorageNames
param insightsConnectionString string

@description('What every dream looks like, as JSON; empty for the defaults.')
param dreamSettings string

@description('What the workers may cost in a day or a month; empty for no cap.')
param spendingCap string

@description('The price of a worker\'s hour; empty without a cap.')
param pricePerHour string

@description('How long a tile usually takes at most, in seconds; answers are waited for accordingly.')
param tileSeconds int

@description('Reachable from outside the environment? Pictures come by blob, so it need not be.')
param publicIngress bool

// At least one: the task hub's queues do not wake a scaled-in app, since Durable Functions on Azure Storage does not scale by
// itself here: https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-mssql-container-apps-hosting
@minValue(1)
param minReplicas int

@minValue(1)
param maxReplicas int

var port = 8080

resource coordinator 'Microsoft.App/containerApps@2026-01-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'coordinator' })
  kind: 'functionapp'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    environmentId: environmentId
    workloadProfileName: 'Consumption'
    configuration: {
      // Two revisions of one function app would share one task hub.
      activeRevisionsMode: 'Single'
      // Scaling by triggers needs ingress, inside the environment at least:
      // https://learn.microsoft.com/azure/container-apps/functions-overview#considerations
      ingress: {
        external: publicIngress
        targetPort: port
        transport: 'auto'
        allowInsecure: false
      }
      registries: [{ server: registryServer, identity: identityId }]
    }
    template: {
      containers: [
        {
          name: 'coordinator'
          image: image
          resources: { cpu: 1, memory: '2Gi' }
          env: concat(
            [
              // No key: https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-configure-managed-identity
              { name: 'AzureWebJobsStorage__accountName', value: storageName }
              { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
              { name: 'AzureWebJobsStorage__clientId', value: identityClientId }
              { name: 'AZURE_CLIENT_ID', value: identityClientId }
              { name: 'DREAM_SETTINGS', value: dreamSettings }
              { name: 'DREAM_SPENDING_CAP', value: spendingCap }
              { name: 'DREAM_PRICE_PER_HOUR', value: pricePerHour }
              // Event Grid tells of uploads (arrivals.bicep), so nobody polls for them.
              { name: 'AzureWebJobs_PictureArrived_Disabled', value: 'true' }
              { name: 'DREAM_TILE_SECONDS', value: string(tileSeconds) }
              { name: 'FUNCTIONS_WORKER_RUNTIME', value: 'dotnet-isolated' }
              // A port above 1023, since the image does not run as root.
              { name: 'ASPNETCORE_URLS', value: 'http://+:${port}' }
              { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insightsConnectionString }
              // #applicationinsights_authentication_string in
              // https://learn.microsoft.com/azure/azure-functions/functions-app-settings
              {
                name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING'
                value: 'ClientId=${identityClientId};Authorization=AAD'
              }
            ],
            settingsOf(names)
          )
          // A start may take a while: the host, its worker process, the task hub's first contact.
          // https://learn.microsoft.com/azure/container-apps/health-probes (no exec probes there)
          probes: [
            { type: 'Startup', tcpSocket: { port: port }, periodSeconds: 5, failureThreshold: 48 }
            { type: 'Liveness', tcpSocket: { port: port }, periodSeconds: 10, failureThreshold: 6 }
          ]
          volumeMounts: [{ volumeName: 'scratch', mountPath: '/tmp' }]
        }
      ]
      volumes: [{ name: 'scratch', storageType: 'EmptyDir' }]
      scale: {
        // No rules: the platform derives them from the triggers and refuses those of a user.
        minReplicas: minReplicas
        maxReplicas: maxReplicas
      }
    }
  }
}

output name string = coordinator.name
