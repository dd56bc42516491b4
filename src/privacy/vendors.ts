/** Services that hand out keys to their customers. A name with one of these words makes a random value beside it suspect. */
export const VENDOR_WORDS: ReadonlySet<string> = new Set(
  `abuseipdb accuweather adafruit adobe adyen aftership airtable aiven akamai alegra algolia alibaba aliyun
  alphavantage amplitude anthropic apify apilayer appcues appwrite asaas asana atlassian audd auth0 authress aws
  azure azuread backblaze bannerbear basecamp beamer betterstack bigcommerce bigpanda billomat binance bitbucket
  bitfinex bitly bittrex blockcypher bluesky borgbase braintree brandfetch brevo browserless browserstack budibase
  bugherd bugsnag buildkite buttercms calendarific calendly cannyio cerebras chargebee checkly checkmarx checkvist
  chromatic circleci clearbit clerk clickhelp clickhouse clicksend clickup clojars cloudconvert cloudflare
  cloudimage cloudinary cloudsmith codacy codeclimate codecov codemagic cohere coinapi coinbase coingecko
  coinlayer coinmarketcap companyhub confluent contentful convertkit coveralls cronitor crowdin crowdstrike
  customerio databricks datadog datarobot datocms deepai deepgram deepl deepseek defined demio detectify dhl
  digitalocean directus discord dnsimple dockerhub doordash doppler draftbit drone droneci dropbox duffel
  dynatrace easypost ecostruxure elasticcloud elevenlabs encharge etherscan ethplorer etsy eventbrite exchangerate
  exoscale expo facebook facepp fastly fauna figma finicity finnhub firebase firecrawl fireworks flagsmith flickr
  flutter flutterwave fly flyio formbucket foursquare frameio freesound freshbooks freshdesk fullstory gcp
  geckoboard gemini gengo geoapify geocodio getresponse giphy gitea gitguardian github gitlab gitter gocardless
  google goshippo grafana grafbase grok groq gumroad happyscribe harness hashicorp hcaptcha heap helpscout heroku
  hetzner hightouch honeycomb hotjar hubspot huggingface ibm imagekit imgbb imgix imgur influxdata infobip
  infracost infura insomnia instagram intercom intra42 ipapi ipdata ipgeolocation ipinfo ipinfodb ipregistry
  ipstack iterable jenkins jfrog jira jotform jumpcloud juro kaggle kaleido keycloak kinde klaviyo komodor kraken
  kucoin lacework langchain langfuse langsmith launchdarkly lemlist lemonsqueezy lichess lightspeed lightstep
  linear linkedin linode liveagent liveblocks loadimpact lob locationiq logdna logrocket logtail logz lokalise
  looker mailboxlayer mailchimp mailerlite mailgun mailjet mailmodo mailsac mailtrap mandrill mapbox mapquest
  mattermost maxmind mediastack meilisearch memfault mesibo messagebird microsoft midtrans millionverifier miro
  mistral mixpanel mollie monday mongodb moralis mux namecheap neon netlify neutrino newrelic newsapi newscatcher
  nexmo ngrok nightfall notion npm nuget numverify nvidia nylas nytimes oanda octopus okta olark ollama omnisend
  onelogin onepassword onesignal openai opencage opengraphr openphone openrouter openweather opsgenie optimizely
  owlbot paddle pagerduty pagertree pandadoc pandascore parseur pastebin paypal paystack percy perplexity pexels
  pinecone pipedream pipedrive pirsch pixabay plaid plaidid planetscale plivo portainer positionstack postgrid
  posthog postman postmark powrbot prefect privy productboard propelauth proxycrawl pubnub pulumi purestake
  pushbullet pusher pushover pypi qase qdrant qualaroo quay quickbase quicknode rapidapi rawg razorpay readme
  rebrandly recaptcha recurly reddit render replicate resend retell ringcentral rocketreach rollbar rownd rubygems
  runpod saladcloud salesforce satismeter sauce scaleway scrapeowl scraperapi scrapingbee securitytrails segment
  sendbird sendgrid sendinblue sendlane sentinelone sentry sheety sherpadesk shippo shodan shopify sidekiq
  signalfx signwell simfin sinch sirv skybiometry slack smartling smartystreets snowflake snyk sonar sonarcloud
  sonarqube sonatype sourcegraph speechmatics splunk sportradar spotify square squarespace sslmate stability
  stackhawk statsig statuscake statuspage storyblok strava stripe stytch subscan sumo sumologic sumup supabase
  surveymonkey swiftype tailscale tatum tavily teamcity telegram telnyx tenable terraform textmagic thinkific
  thousandeyes ticketmaster tiingo tiktok tines tmdb todoist together toggl tomorrowio tradier transifex travis
  travisci trello turso twelvedata twilio twitch twitter typeform typesense unkey unsplash upcdatabase uplead
  uploadcare upstash uptimerobot urlscan userstack vapi vatlayer vercel verimail versioneye virustotal
  visualcrossing vonage voyage vultr walkscore wandb wasabi weatherapi weatherbit weaviate webex webflow
  webscraper whoxy wistia woocommerce workos wrike xai yandex yelp yotpo youneedabudget yousign youtube zapier
  zendesk zendeskapi zenscrape zenserp zeplin zerobounce zerossl zilliz zoho zonka zoom zulip`.split(/\s+/),
);
