"""What is counted for the indicators (DOMAIN 2.11), and what is made of the counts."""
