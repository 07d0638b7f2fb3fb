console.log('gradus')
