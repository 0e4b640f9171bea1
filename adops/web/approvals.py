"""The page 特批."""

from fastapi import APIRouter

router = APIRouter()
