/** Services that hand out keys to their customers. A name with one of these words makes a random value beside it suspect. */
export const VENDOR_WORDS: ReadonlySet<string> = new Set(
  `adafruit adobe adyen airtable aiven akamai algolia alibaba aliyun amplitude anthropic apify asana asaas atlassian auth0
  aws azure azuread beamer bitbucket bitly bitfinex bittrex binance braintree brevo buildkite bugsnag cerebras chargebee circleci clickhouse
  clickup clojars cloudflare cloudinary cloudsmith codacy codecov codeclimate cohere coinbase confluent contentful
  coveralls databricks datadog datarobot deepgram deepseek defined dhl digitalocean discord dnsimple dockerhub doppler droneci
  drone dropbox duffel dynatrace easypost elasticcloud elevenlabs etsy eventbrite expo facebook fastly fauna figma finicity
  finnhub firebase flickr flutter flutterwave flyio fly frameio freshbooks freshdesk fullstory gcp gemini giphy gitea github gitlab
  gitter gocardless google grafana groq grok harness hashicorp heap helpscout heroku honeycomb hubspot huggingface ibm infobip
  infracost instagram intercom intra42 ipinfo ipstack iterable jenkins jfrog jira kraken kucoin lacework langchain langfuse langsmith launchdarkly
  linear linkedin linode lob logdna logz looker mailchimp mailgun mailjet mandrill mapbox mattermost maxmind messagebird
  microsoft mistral mixpanel mollie mongodb neon netlify newrelic ngrok notion npm nuget nylas nytimes octopus okta onepassword
  onesignal openai openrouter openweather opsgenie optimizely pagerduty paypal paddle paystack perplexity pinecone plaid plaidid planetscale plivo
  postman postmark posthog prefect pulumi pubnub pusher pypi quay rapidapi razorpay readme recaptcha recurly
  reddit render replicate rollbar rubygems salesforce sauce segment sendbird sendgrid sendinblue sentry shippo shodan shopify
  sidekiq slack smartystreets snyk sonar sonarqube sonatype sourcegraph spotify splunk square squarespace stability strava stripe
  sumologic sumo supabase tailscale teamcity telegram telnyx terraform tines todoist together trello travis travisci twilio twitch twitter
  typeform uploadcare vercel vonage voyage weaviate webex wistia workos xai yandex youtube zapier zendesk zeplin zoho zoom`.split(
    /\s+/,
  ),
);
