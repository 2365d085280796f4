"""What the screens share with Streamlit: cached answers, choices that live in the address, the shell."""
