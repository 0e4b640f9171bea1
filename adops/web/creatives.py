"""The page 创意."""

from fastapi import APIRouter

router = APIRouter()
