// The Container Apps environment: Consumption for the coordinator, and one serverless GPU profile for the workers.

param location string
param tags object
param name string
param workspaceId string

@description('The name of the workload profile that the workers run on.')
param workerProfileName string

@description('Its type; empty where the workers run on the plain Consumption profile.')
param workerProfileType string

var consumption = { name: 'Consumption', workloadProfileType: 'Consumption' }

resource environment 'Microsoft.App/managedEnvironments@2026-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    // 'log-analytics' would need the workspace's shared key; this goes by the diagnostic setting below.
    // https://learn.microsoft.com/azure/container-apps/log-options
    appLogsConfiguration: { destination: 'azure-monitor' }
    workloadProfiles: empty(workerProfileType)
      ? [consumption]
      : [consumption, { name: workerProfileName, workloadProfileType: workerProfileType }]
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: environment
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}

output id string = environment.id
